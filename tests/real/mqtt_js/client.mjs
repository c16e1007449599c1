/**
 * A gateway on MQTT.js: subscribes to its acknowledgements, publishes, prints the first that comes.
 *
 * The one argument is JSON: {url, version, data, ack, count}.
 */
const { default: mqtt } = await import(process.env.MQTT_JS);
const site = JSON.parse(process.argv[2]);

const client = await mqtt.connectAsync(site.url, {
  protocolVersion: site.version,
  username: "G1",
  password: "s",
});
client.on("message", async (topic, payload) => {
  console.log(JSON.stringify([topic, String(payload)]));
  await client.endAsync();
});
await client.subscribeAsync(site.ack, { qos: 1 });
for (let number = 0; number < site.count; number += 1) {
  await client.publishAsync(site.data, String(number), { qos: 1 });
}
