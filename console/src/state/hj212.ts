/** A packet of HJ 212-2017 as a station writes it: length, data segment, checksum. Pure. */

const POLYNOMIAL = 0xa001;

/** The checksum of a data segment, appendix A; another one than Modbus' CRC-16. */
export function computeCrc(segment: string): number {
  let register = 0xffff;
  for (const byte of new TextEncoder().encode(segment)) {
    register = (register >> 8) ^ byte;
    for (let bit = 0; bit < 8; bit += 1) {
      register = register & 1 ? (register >> 1) ^ POLYNOMIAL : register >> 1;
    }
  }
  return register;
}

/** The packet of a data segment, without the line end that follows it. */
export function writePacket(segment: string): string {
  const length = new TextEncoder().encode(segment).length;
  const crc = computeCrc(segment).toString(16).toUpperCase();
  return `##${String(length).padStart(4, "0")}${segment}${crc.padStart(4, "0")}`;
}
