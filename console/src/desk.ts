/**
 * One operator's desk: what is known (the streams, the park), what was chosen (language, filter,
 * selection) and what is being done. The one mutable object behind the page; views read it, call its
 * verbs and are redrawn once per animation frame when something changed.
 */
import { Actions } from "./actions";
import { BulkWork } from "./bulk_work";
import { FilterShelf } from "./filter_shelf";
import { HandlingWork } from "./handling_work";
import { OverviewView } from "./overview_view";
import { PaintMemory } from "./paint_memory";
import { PeakMemory } from "./peak_memory";
import { Redraws } from "./redraws";
import { SoundCheck } from "./sound_check";
import {
  hearAgain,
  NOTHING_SILENCED,
  silence,
  soundDue,
  type Signal,
  type Silenced,
} from "./state/annunciation";
import {
  addressOf,
  OVERVIEW,
  readAddress,
  writeAddress,
  type Address,
  type Screen,
} from "./state/address";
import { sourceOf } from "./state/alarms";
import { AlarmBoard } from "./state/board";
import { alarmsOf } from "./state/bulk";
import { conditionsOf, filterLines, stepBeside } from "./state/folding";
import { mayHold, NO_RULES, rulesFor, type AlarmRules, type HoldAct } from "./state/holding";
import { judgeLiveness, type Liveness } from "./state/liveness";
import { Sound } from "./view/sound";
import type { Language } from "./words/words";
import { Conversation } from "./wire/conversation";
import type { AlarmRow } from "./wire/frames";
import { Live } from "./wire/live";
import type { Park } from "./wire/plant";
import { parkOf, Pulse, type Premises } from "./wire/premises";
import * as rest from "./wire/rest";

export type Phase = "starting" | "login" | "open";

/** The wish to hold an alarm, as the alarm was when somebody began to utter it. */
export interface HoldWish {
  act: HoldAct;
  alarm: AlarmRow;
}

export type BulkScope = "group" | "list";

export interface Selection {
  alarm: string | null;
  tag: string | null;
}

const TICK_MS = 500;
const LANGUAGE_KEY = "hazardwatch.language";
/** Set while a session is believed to last, so that nothing is asked for without one. */
const SESSION_KEY = "hazardwatch.session";
/** Behind the address to which the site's identity provider leads back: there is a session now. */
const SIGNED_IN = "#signed-in";

export class Desk {
  phase: Phase = "starting";
  park: Park | null = null;
  unreachable = false;
  sessionEnded = false;

  language: Language = localStorage.getItem(LANGUAGE_KEY) === "en" ? "en" : "zh";
  address: Address = readAddress(location.pathname, location.search);
  /** Lines of the list whose members, beneath them, are shown. */
  opened: ReadonlySet<string> = new Set();
  selection: Selection = { alarm: null, tag: null };
  help = false;

  /** One person's time at this desk: what was typed in it goes with it. */
  sitting = { number: 0 };
  /** What whoever is logged in may do to keep alarms quiet. */
  rules: AlarmRules = NO_RULES;

  readonly conversation = new Conversation();
  readonly overview = new OverviewView({
    park: () => this.park,
    limited: () => this.conversation.place !== "",
    now: () => this.now,
    goTo: (address) => this.#goTo(address),
    changed: () => this.changed(),
  });
  readonly board = new AlarmBoard(this.conversation.streams.alarms);
  readonly memory = new PeakMemory(this.conversation, this.board);
  readonly paints = new PaintMemory(this.conversation);
  readonly sound = new Sound(() => this.changed());
  readonly check = new SoundCheck({
    play: (signal) => this.sound.demonstrate(signal),
    due: () => this.#soundDue(),
    changed: () => this.changed(),
  });
  readonly live = new Live(this.conversation, {
    heard: () => {
      this.actions.revise(performance.now());
      this.memory.follow();
      this.paints.follow();
      if (this.conversation.connections > this.#parkRead) void this.#readParkAgain();
      this.changed();
    },
    sessionEnded: () => this.#endSession(),
  });
  readonly actions = new Actions({
    conversation: this.conversation,
    live: this.live,
    isLost: () => this.liveness === "lost",
    changed: () => this.changed(),
  });

  readonly bulk = new BulkWork({
    conversation: this.conversation,
    live: this.live,
    isLost: () => this.liveness === "lost",
    changed: () => this.changed(),
  });
  /** Of what a group is acknowledged: the selected row with what is beneath it, or the list. */
  bulkScope: BulkScope = "list";

  readonly shelf = new FilterShelf({
    view: () => ({ filter: this.overview.filter, list: this.overview.tab }),
    apply: (view) => this.overview.apply(view),
    changed: () => this.changed(),
  });

  readonly handling = new HandlingWork({
    isLost: () => this.liveness === "lost",
    changed: () => this.changed(),
  });
  /** What tells that the platform is there where no live stream may be seen. */
  readonly pulse = new Pulse({
    heard: (premises) => this.#arrive(premises),
    sessionEnded: () => this.#endSession(),
  });

  #premises = "";
  /** Who is logged in, as far as others may not see the same; null before anybody is. */
  #whose: string | null = null;
  /** Whether whoever is logged in came by the site's identity provider. */
  signedOn = false;
  #silenced: Silenced = NOTHING_SILENCED;
  #holdWish: HoldWish | null = null;
  /** For which connection the park was read: behind a new one may be a new plant directory. */
  #parkRead = 1;
  #listeners = new Set<() => void>();
  readonly redraws = new Redraws({
    draw: () => this.#draw(),
    inFrame: (callback) => requestAnimationFrame(callback),
    after: (milliseconds, callback) => setTimeout(callback, milliseconds),
  });

  get alarms(): ReadonlyMap<string, AlarmRow> {
    return this.conversation.streams.alarms.rows;
  }

  get selectedAlarm(): AlarmRow | null {
    return this.alarms.get(this.selection.alarm ?? "") ?? null;
  }

  /** The source of what is selected: the alarm's, also when that has left the list. */
  get selectedSource(): string | null {
    return this.selection.alarm === null ? null : sourceOf(this.selection.alarm);
  }

  /** The wish that is being uttered for the selected alarm. */
  get holdWish(): HoldWish | null {
    return this.#holdWish?.alarm.id === this.selection.alarm ? this.#holdWish : null;
  }

  /** Whether this account may not see the park: it has one screen and nothing else. */
  get ownOnly(): boolean {
    return this.conversation.user !== null && !this.conversation.scopes.includes("read");
  }

  /** That screen: an enterprise's own records, or what an administrator is there for. */
  get ownScreen(): Screen {
    return this.conversation.scopes.includes("handle") ? "handling" : "administration";
  }

  /** When the platform was last heard of: by a frame, or by an answer where there are no frames. */
  get #lastHeard(): number | null {
    return this.ownOnly ? this.pulse.lastAnswer : this.live.lastFrame;
  }

  /** How old what was last heard is, ms; null before the first. */
  get frameAge(): number | null {
    return this.#lastHeard === null ? null : performance.now() - this.#lastHeard;
  }

  get liveness(): Liveness {
    return judgeLiveness(this.#lastHeard, performance.now());
  }

  /** The server's time now, else this computer's. */
  get now(): number {
    return this.conversation.clock.at(performance.now()) ?? Date.now();
  }

  /** The server's time when it was last heard of: the instant that the picture shows. */
  get pictureTime(): number | null {
    return this.#lastHeard === null ? null : this.conversation.clock.at(this.#lastHeard);
  }

  /** Until when things last on the screen: what grows with time stands still with the picture. */
  get shownTime(): number {
    return this.pictureTime ?? this.now;
  }

  /** Whether there was a picture and it is lost; before the first the page is merely loading. */
  get #pictureLost(): boolean {
    return this.#lastHeard !== null && this.liveness === "lost";
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Something changed: the page is drawn anew in the next animation frame. */
  changed(): void {
    this.redraws.ask();
  }

  #draw(): void {
    for (const listener of this.#listeners) listener();
    // A task behind the frame: by then the picture is on the screen.
    setTimeout(() => this.paints.drawn(performance.now()));
  }

  start(): void {
    setInterval(() => this.#tick(), TICK_MS);
    addEventListener("popstate", () => {
      this.address = readAddress(location.pathname, location.search);
      this.overview.follow(this.address);
      this.changed();
    });
    if (location.hash === SIGNED_IN) this.#noteSession();
    if (localStorage.getItem(SESSION_KEY) === null) this.#show("login");
    else void this.open();
  }

  /** Reads who is here and the park, then goes live; asks for a login where that is missing. */
  async open(): Promise<void> {
    try {
      const me = await rest.readMe();
      // What was shown to an account of another side is not for this one's eyes.
      const whose = me.scopes.includes("read") ? me.place : `${me.enterprise} ${me.user}`;
      if (this.#whose !== null && this.#whose !== whose) return location.reload();
      this.#whose = whose;
      this.signedOn = me.sign_on;
      this.conversation.user = me.user;
      this.conversation.scopes = me.scopes;
      this.conversation.place = me.place;
      if (this.ownOnly) return this.#openOwn();
      this.rules = await rest.readAlarmRules();
      if (this.park === null) {
        this.park = await rest.readPark();
        this.overview.follow(this.address);
      }
      this.unreachable = false;
      this.sessionEnded = false;
      this.#show("open");
      this.live.start();
    } catch (error) {
      this.unreachable = !(error instanceof rest.Refusal && error.status === 401);
      if (!this.unreachable) this.#askWho();
      else setTimeout(() => void this.open(), 2_000);
      this.changed();
    }
  }

  /** @throws {rest.Refusal} when the name or the password is wrong */
  async logIn(user: string, password: string): Promise<void> {
    void this.sound.enable();
    await rest.logIn(user, password);
    localStorage.setItem(SESSION_KEY, "1");
    await this.open();
  }

  async logOut(): Promise<void> {
    this.live.stop();
    this.pulse.stop();
    const further = this.signedOn ? await rest.leaveSignOn() : await rest.logOut();
    localStorage.removeItem(SESSION_KEY);
    if (further) location.assign(further);
    else location.reload();
  }

  setLanguage(language: Language): void {
    this.language = language;
    localStorage.setItem(LANGUAGE_KEY, language);
    this.changed();
  }

  /** Shows a screen; the browser's way back leads to the one before. */
  go(address: Address): void {
    const isBack = address.screen === "overview" && this.address.screen !== "overview";
    if (isBack && address.query.size === 0) return this.#goTo(this.overview.address);
    this.#goTo(address);
    this.overview.follow(address);
  }

  #goTo(address: Address): void {
    const url = writeAddress(address);
    if (url !== location.pathname + location.search) history.pushState(null, "", url);
    this.address = address;
    this.changed();
  }

  /** Shows the same screen with something else on it: no step to go back by. */
  show(query: Record<string, readonly string[]>): void {
    this.address = addressOf(this.address.screen, query);
    history.replaceState(null, "", writeAddress(this.address));
    this.changed();
  }

  selectAlarm(id: string): void {
    const source = this.alarms.get(id)?.source ?? null;
    const tag = source !== null && this.park?.tags.has(source) ? source : null;
    this.selection = { alarm: id, tag };
    if (this.holdWish === null) this.#holdWish = null;
    this.changed();
  }

  /** Selects an alarm that is spoken of; where it has left the list, its tag. */
  openAlarm(id: string): void {
    this.#showOverview();
    if (this.alarms.has(id)) this.selectAlarm(id);
    else if (this.knows(id)) this.selectTag(sourceOf(id));
  }

  /** Whether there is something to be shown of an alarm. */
  knows(id: string): boolean {
    return this.alarms.has(id) || (this.park?.tags.has(sourceOf(id)) ?? false);
  }

  /** The next alarm of the same source as the selected one. */
  selectBeside(by: number): void {
    const alarm = this.selectedAlarm ?? this.#firstOf(this.selectedSource);
    if (alarm) this.selectAlarm(stepBeside(this.board.bySource, alarm, by).id);
  }

  /** Begins to acknowledge a group, if the person may: it is as it stands now. */
  openBulk(scope: BulkScope): void {
    const hidden = this.overview.beyond !== null;
    if (hidden || !this.conversation.scopes.includes("acknowledge")) return;
    this.bulkScope = scope === "group" && this.selectedSource === null ? "list" : scope;
    if (this.overview.tab !== "active") this.overview.setTab("active");
    const lines = filterLines(this.board.sorted, this.overview.filter);
    this.bulk.open(alarmsOf(lines, this.bulkScope === "group" ? this.selectedSource : null));
  }

  /** Begins to ask for the selected alarm to be held, if the person may. */
  openHold(act: HoldAct): void {
    const alarm = this.selectedAlarm;
    if (!alarm || !mayHold(rulesFor(this.rules, act), alarm.priority)) return;
    this.actions.dismiss(act, alarm);
    this.#holdWish = { act, alarm };
    this.changed();
    // How many he holds by now: also what he shelved at another desk.
    void this.#readRules();
  }

  closeHold(): void {
    this.#holdWish = null;
    this.changed();
  }

  selectTag(tag: string): void {
    this.selection = { alarm: null, tag };
    this.#holdWish = null;
    this.changed();
  }

  /** Shows what stands beneath a line, or puts it away. */
  toggleOpen(source: string): void {
    // One that has left the list is forgotten: when it comes again it is closed.
    const opened = new Set([...this.opened].filter((known) => this.board.lines.has(known)));
    if (!opened.delete(source)) opened.add(source);
    this.opened = opened;
    this.changed();
  }

  setHelp(help: boolean): void {
    this.help = help;
    this.changed();
  }

  silence(): void {
    this.#silenced = silence(this.alarms.values(), this.#pictureLost);
    this.#tick();
  }

  async #readRules(): Promise<void> {
    try {
      this.rules = await rest.readAlarmRules();
      this.changed();
    } catch {
      // Those of before stay; what they no longer allow the server refuses.
    }
  }

  async #readParkAgain(): Promise<void> {
    this.#parkRead = this.conversation.connections;
    try {
      [this.park, this.rules] = await Promise.all([rest.readPark(), rest.readAlarmRules()]);
      this.changed();
    } catch {
      // The names and limits on the screen stay; the next connection asks again.
    }
  }

  #firstOf(source: string | null): AlarmRow | undefined {
    return source === null ? undefined : conditionsOf(this.board.bySource, source)[0];
  }

  /** What is asked of the list is seen on the overview. */
  #showOverview(): void {
    if (this.address.screen === "overview") this.changed();
    else this.go(OVERVIEW);
  }

  /** Opens the one screen of such an account, as soon as an answer says where it is. */
  #openOwn(): void {
    if (this.address.screen !== this.ownScreen) {
      this.address = addressOf(this.ownScreen);
      history.replaceState(null, "", writeAddress(this.address));
    }
    this.pulse.start();
  }

  #arrive(premises: Premises): void {
    this.conversation.clock.set(premises.now, performance.now());
    const known = JSON.stringify({ ...premises, now: 0 });
    if (known !== this.#premises) this.park = parkOf(premises);
    this.#premises = known;
    this.unreachable = false;
    this.sessionEnded = false;
    this.#show("open");
  }

  #endSession(): void {
    this.sessionEnded = this.phase === "open";
    this.#askWho();
  }

  #askWho(): void {
    localStorage.removeItem(SESSION_KEY);
    this.help = false;
    this.#holdWish = null;
    this.bulk.close();
    this.check.close();
    this.shelf.forget();
    this.handling.forget();
    this.actions.forget();
    this.sitting = { number: this.sitting.number + 1 };
    this.#show("login");
  }

  #noteSession(): void {
    localStorage.setItem(SESSION_KEY, "1");
    history.replaceState(null, "", location.pathname + location.search);
  }

  #show(phase: Phase): void {
    this.phase = phase;
    this.changed();
  }

  /** What has to be heard here now. A wall is mute: the desks sound. */
  #soundDue(): Signal | null {
    if (this.address.screen === "wall") return null;
    return soundDue(this.alarms.values(), this.#pictureLost, this.#silenced);
  }

  #tick(): void {
    const now = performance.now();
    this.actions.revise(now);
    if (this.phase === "open" && !this.ownOnly) {
      const lost = this.#pictureLost;
      this.#silenced = hearAgain(this.#silenced, lost);
      const due = this.#soundDue();
      if (due !== null) this.check.interrupt();
      this.sound.update(due, now);
      if (this.address.screen !== "wall") this.check.follow(now);
    }
    this.changed();
  }
}
