/**
 * The live websocket's conversation without the socket: frames in, frames to send out. It owns the
 * streams and outlives connections, so that a new one resumes where the last one broke. Pure; the
 * socket, the timers and the ticket are `wire/live.ts`.
 */
import { ServerClock } from "../state/liveness";
import { Stream, type Taken } from "../state/stream";
import type {
  ClientFrame,
  Command,
  Delta,
  Flood,
  Result,
  Rows,
  Seen,
  ServerFrame,
  Snap,
  StreamName,
} from "./frames";

/** Tags are shown, not judged, here: twice a second is as fast as an eye reads a number. */
const TAG_RATE_HZ = 2;

const STREAMS: readonly StreamName[] = ["alarms", "hazards", "gateways", "tags"];

export interface Step {
  send: ClientFrame[];
  /** The chain of a stream is broken: connect again. */
  reconnect: boolean;
  /** A snapshot or a delta was applied: the connection is worth something. */
  progress: boolean;
}

type Settle = (result: Result | null) => void;

export class Conversation {
  readonly clock = new ServerClock();
  readonly streams: { readonly [S in StreamName]: Stream<Rows[S]> } = {
    alarms: new Stream((row) => row.id),
    tags: new Stream((row) => row.tag),
    hazards: new Stream((row) => row.id),
    gateways: new Stream((row) => row.id),
  };
  /** How many times a connection was accepted: what was read beside the stream must be read again. */
  connections = 0;
  user: string | null = null;
  /** What whoever is logged in may do. */
  scopes: readonly string[] = [];
  /** The area or enterprise to which the account is limited, empty for the whole site. */
  place = "";
  /** Whether the platform says that all of itself works. */
  ready = true;
  /** The alarm flood that goes on, as the newest heartbeat tells it. */
  flood: Flood | null = null;

  #ticket = "";
  #open = false;
  #lastId = 0;
  #waiting = new Map<number, Settle>();

  /** Whether subscriptions are made and commands may go. */
  get open(): boolean {
    return this.#open;
  }

  /** A new socket is being opened with a ticket of its own. */
  begin(ticket: string): void {
    this.#ticket = ticket;
  }

  /** The socket is gone. Commands without an answer are given up: their fate is unknown. */
  end(): void {
    this.#open = false;
    for (const settle of this.#waiting.values()) settle(null);
    this.#waiting.clear();
  }

  receive(frame: ServerFrame, monotonic: number): Step {
    switch (frame.t) {
      case "hello":
        this.clock.set(frame.now, monotonic);
        return step([{ t: "auth", ticket: this.#ticket }]);
      case "auth_ok":
        this.#open = true;
        this.connections += 1;
        this.user = frame.user;
        this.scopes = frame.scopes;
        return step(STREAMS.map((stream) => this.#subscribe(stream)));
      case "snap":
        return this.#folded(this.#known(frame.s)?.takeSnap(frame as Snap<never>));
      case "delta":
        return this.#folded(this.#known(frame.s)?.takeDelta(frame as Delta<never>));
      case "resync":
        this.#known(frame.s)?.breakChain();
        return step();
      case "result":
        this.#settle(frame);
        return step();
      case "hb":
        this.clock.set(frame.now, monotonic);
        this.ready = frame.ready !== false;
        this.flood = frame.flood ?? null;
        return step();
      default:
        // What this version does not know is an addition to the protocol and may be ignored.
        return step();
    }
  }

  /** The frame that acknowledges; `settle` gets the result, or null if the socket went first. */
  acknowledge(alarms: Seen[], reason: string, settle: Settle): Command {
    const id = ++this.#lastId;
    this.#waiting.set(id, settle);
    return { t: "ack", id, alarms, reason };
  }

  /** A command that could not be sent: no result will come for it. */
  forget(command: Command): void {
    this.#waiting.delete(command.id);
  }

  #known(name: string): Stream<never> | undefined {
    return name in this.streams
      ? (this.streams[name as StreamName] as unknown as Stream<never>)
      : undefined;
  }

  #subscribe(stream: StreamName): ClientFrame {
    const resume = stream === "alarms" ? this.streams.alarms.resume : null;
    return {
      t: "sub",
      id: ++this.#lastId,
      stream,
      ...(stream === "tags" ? { rate_hz: TAG_RATE_HZ } : {}),
      ...(resume ? { resume } : {}),
    };
  }

  #folded(taken: Taken | undefined): Step {
    return { send: [], reconnect: taken === "gap", progress: taken === "applied" };
  }

  #settle(result: Result): void {
    this.#waiting.get(result.id)?.(result);
    this.#waiting.delete(result.id);
  }
}

function step(send: ClientFrame[] = []): Step {
  return { send, reconnect: false, progress: false };
}
