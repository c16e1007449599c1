/**
 * The live socket: opens it with a one-use ticket, hands frames to the conversation, closes it
 * when it has fallen silent and opens it again. The only owner of a WebSocket in the console.
 */
import { LOST_MS } from "../state/liveness";
import { waitBefore } from "./backoff";
import type { Conversation } from "./conversation";
import type { ClientFrame, ServerFrame } from "./frames";
import { Refusal, takeTicket } from "./rest";

export interface Listener {
  /** A frame came and was taken in. */
  heard(): void;
  /** The server does not know this session any more: log in again. */
  sessionEnded(): void;
}

export class Live {
  /** Monotonic ms of the last frame, null before the first. */
  lastFrame: number | null = null;

  #conversation: Conversation;
  #listener: Listener;
  #socket: WebSocket | null = null;
  #attempt = 0;
  #retryAfter = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = false;

  constructor(conversation: Conversation, listener: Listener) {
    this.#conversation = conversation;
    this.#listener = listener;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#attempt = 0;
    void this.#connect();
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#timer);
    this.#drop();
  }

  /** @returns whether the frame went out */
  send(frame: ClientFrame): boolean {
    if (!this.#conversation.open || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#write(frame);
    return true;
  }

  async #connect(): Promise<void> {
    try {
      this.#conversation.begin(await takeTicket());
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) {
        this.stop();
        this.#listener.sessionEnded();
      } else {
        this.#again();
      }
      return;
    }
    if (this.#running) this.#openSocket();
  }

  #openSocket(): void {
    const url = new URL("/api/v1/live", location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.onmessage = (message: MessageEvent<string>) => this.#receive(message.data);
    socket.onclose = () => this.#closed(socket);
    this.#watch();
  }

  #receive(text: string): void {
    const frame = JSON.parse(text) as ServerFrame;
    const now = performance.now();
    this.lastFrame = now;
    this.#watch();
    if (frame.t === "bye") this.#retryAfter = frame.retry_ms ?? 0;
    const step = this.#conversation.receive(frame, now);
    if (step.progress) this.#attempt = 0;
    for (const reply of step.send) this.#write(reply);
    this.#listener.heard();
    if (step.reconnect) this.#closed(this.#socket);
  }

  #write(frame: ClientFrame): void {
    this.#socket?.send(JSON.stringify(frame));
  }

  /** A socket that says nothing for as long as the picture counts as lost is given up. */
  #watch(): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#timer = setTimeout(() => this.#closed(socket), LOST_MS);
  }

  #closed(socket: WebSocket | null): void {
    if (socket === null || socket !== this.#socket) return;
    this.#drop();
    if (this.#running) this.#again();
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#conversation.end();
    if (!socket) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  #again(): void {
    clearTimeout(this.#timer);
    const wait = Math.max(this.#retryAfter, waitBefore(this.#attempt, Math.random()));
    this.#attempt += 1;
    this.#retryAfter = 0;
    this.#timer = setTimeout(() => void this.#connect(), wait);
  }
}
