/** What the interpreter takes its time from: Node's own functions, or those of a fake clock. */
export interface Clock {
  setTimeout(handler: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  setImmediate(handler: () => void): unknown;
  /** In ms. */
  now(): number;
}

export const realClock: Clock = {
  setTimeout: (handler, ms) => setTimeout(handler, ms),
  clearTimeout: (timer) => {
    clearTimeout(timer as NodeJS.Timeout);
  },
  setImmediate: (handler) => setImmediate(handler),
  now: () => performance.timeOrigin + performance.now()
};

interface Timer {
  handler: () => void;
  /** 0 for a timer that fires once. */
  periodMs: number;
  dueMs: number;
  clockTimer: unknown;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as in Espruino, whatever the event has
export type Listener = (this: any, ...args: any[]) => void;

/**
 * Espruino's way of running things: round after round the timers that are due, which keep their steps on the
 * clock, then a look at each socket, then all events; and `on` and `emit` for every object, whose handlers
 * run after the code that emitted has returned (`jsinteractive.c`: `jsiQueueObjectCallbacks`, `jsiIdle`).
 *
 * An exception in a handler is printed; the other handlers and the program go on.
 */
export class Interpreter {
  readonly #events: (() => void)[] = [];
  readonly #passes: (() => void)[] = [];
  readonly #timersDue: (() => void)[] = [];
  #draining = false;
  #timers = new Map<number, Timer>();
  #listeners = new WeakMap<object, Map<string, Listener[]>>();
  #busyUntilMs = 0;
  #off = false;
  /** The time that the board shows is so much ahead of the clock. */
  #aheadMs = 0;

  /** `trace` gives the lines that are printed under an uncaught error. */
  constructor(
    readonly clock: Clock,
    readonly print: (line: string) => void,
    readonly trace: (error: unknown) => string[] = () => []
  ) {}

  /** Queues an event of the hardware or of the network. */
  queue(event: () => void): void {
    this.#add(this.#events, event);
  }

  /** Queues a look at a socket: it comes after the timers that are due, and before all events. */
  queuePass(pass: () => void): void {
    this.#add(this.#passes, pass);
  }

  setTimer(handler: unknown, ms: number, args: unknown[], repeat: boolean): number {
    if (typeof handler !== "function") throw new TypeError("Function or String not supplied!");
    // As the interpreter does: numbers that are free again are given again.
    const id = Math.max(0, ...this.#timers.keys()) + 1;
    // As the interpreter does: not a number is 0, and no interval is under 1 ms.
    const periodMs = Math.max(ms || 0, repeat ? 1 : 0);
    const timer: Timer = {
      handler: () => {
        (handler as Listener)(...args);
      },
      periodMs: repeat ? periodMs : 0,
      dueMs: this.clock.now() + periodMs,
      clockTimer: undefined
    };
    this.#timers.set(id, timer);
    this.#arm(id, timer);
    return id;
  }

  clearTimer(id: unknown): void {
    // `clearTimeout(undefined)` is an error on the interpreter: it would once have cleared all timers.
    if (id === undefined) throw new TypeError("clearTimeout(undefined) not allowed");
    const timer = this.#timers.get(id as number);
    if (timer) this.clock.clearTimeout(timer.clockTimer);
    this.#timers.delete(id as number);
  }

  get timerCount(): number {
    return this.#timers.size;
  }

  /** From now on no timer fires; what is queued and what comes over the network still runs. */
  stopTimers(): void {
    for (const id of [...this.#timers.keys()]) this.clearTimer(id);
  }

  /** The time that the board shows, in s. */
  get time(): number {
    return (this.clock.now() + this.#aheadMs) / 1000;
  }

  /** `setTime`: timers are as they were (`jswrap_interactive_setTime`). */
  setTime(seconds: number): void {
    this.#aheadMs = seconds * 1000 - this.clock.now();
  }

  /**
   * The time comes from the network, and timers take it for time that passed: those that are due by now fire at once
   * (`jsiIdle`, after SNTP has called `settimeofday`).
   */
  synchronise(seconds: number): void {
    const jumpMs = (seconds - this.time) * 1000;
    this.setTime(seconds);
    for (const [id, timer] of this.#timers) {
      this.clock.clearTimeout(timer.clockTimer);
      timer.dueMs -= jumpMs;
      this.#arm(id, timer);
    }
  }

  /** Nothing runs for so long, as when a native function blocks. */
  block(ms: number): void {
    this.#busyUntilMs = Math.max(this.#busyUntilMs, this.clock.now()) + ms;
  }

  /** Power off. */
  stop(): void {
    this.stopTimers();
    for (const queue of [this.#events, this.#passes, this.#timersDue]) queue.length = 0;
    this.#off = true;
  }

  on(object: object, event: string, listener: Listener): void {
    const ofObject = this.#listeners.get(object) ?? new Map<string, Listener[]>();
    this.#listeners.set(object, ofObject);
    ofObject.set(event, [...(ofObject.get(event) ?? []), listener]);
  }

  emit(object: object, event: string, args: unknown[]): void {
    const listeners = this.#listeners.get(object)?.get(event);
    if (!listeners) return;
    this.queue(() => {
      for (const listener of listeners) this.#run(() => listener.apply(object, args));
    });
  }

  hasListener(object: object, event: string): boolean {
    return !!this.#listeners.get(object)?.get(event)?.length;
  }

  removeListener(object: object, event: string, listener: Listener): void {
    const ofObject = this.#listeners.get(object);
    ofObject?.set(event, (ofObject.get(event) ?? []).filter((each) => each !== listener));
  }

  removeAllListeners(object: object, event?: string): void {
    if (event === undefined) this.#listeners.delete(object);
    else this.#listeners.get(object)?.delete(event);
  }

  /** Gives a prototype the four methods that every object has in Espruino. */
  giveEvents(prototype: object): void {
    const on = this.on.bind(this);
    const emit = this.emit.bind(this);
    const removeListener = this.removeListener.bind(this);
    const removeAllListeners = this.removeAllListeners.bind(this);
    const methods = {
      on(this: object, event: string, listener: Listener) {
        on(this, event, listener);
      },
      emit(this: object, event: string, ...args: unknown[]) {
        emit(this, event, args);
      },
      removeListener(this: object, event: string, listener: Listener) {
        removeListener(this, event, listener);
      },
      removeAllListeners(this: object, event?: string) {
        removeAllListeners(this, event);
      }
    };
    for (const [name, value] of Object.entries(methods))
      Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  }

  /** Prints an uncaught error. */
  report(error: unknown): void {
    for (const line of [`Uncaught ${String(error)}`, ...this.trace(error)]) this.print(line);
  }

  #run(handler: () => void): void {
    try {
      handler();
    } catch (error) {
      this.report(error);
    }
  }

  #wake(): void {
    if (this.#draining || this.#off) return;
    this.#draining = true;
    const busyMs = this.#busyUntilMs - this.clock.now();
    const drain = (): void => {
      this.#draining = false;
      this.#drain();
    };
    if (busyMs > 0) this.clock.setTimeout(drain, busyMs);
    else this.clock.setImmediate(drain);
  }

  /** One round of `jsiIdle`: events that handlers queue are of the same round, but sockets are not looked at again. */
  #drain(): void {
    this.#runAll(this.#timersDue, this.#timersDue.length);
    this.#runAll(this.#passes, this.#passes.length);
    this.#runAll(this.#events, Infinity);
    if (this.#timersDue.length || this.#passes.length || this.#events.length) this.#wake();
  }

  /** As far as nothing blocks, or switches the power off. */
  #runAll(queue: (() => void)[], most: number): void {
    for (let left = most; left && queue.length && !this.#off && this.#busyUntilMs <= this.clock.now(); left--)
      this.#run(queue.shift() as () => void);
  }

  #add(queue: (() => void)[], action: () => void): void {
    if (this.#off) return;
    queue.push(action);
    this.#wake();
  }

  #arm(id: number, timer: Timer): void {
    timer.clockTimer = this.clock.setTimeout(
      () => {
        this.#add(this.#timersDue, () => {
          // It may have been cleared by an event that was queued before it.
          if (this.#timers.get(id) !== timer) return;
          if (timer.periodMs) {
            timer.dueMs += timer.periodMs;
            this.#arm(id, timer);
          } else this.#timers.delete(id);
          timer.handler();
        });
      },
      Math.max(0, timer.dueMs - this.clock.now())
    );
  }
}

/** The base of native objects that emit events. */
export class NativeEmitter {
  constructor(readonly interpreter: Interpreter) {}

  on(event: string, listener: Listener): void {
    this.interpreter.on(this, event, listener);
  }

  emit(event: string, ...args: unknown[]): void {
    this.interpreter.emit(this, event, args);
  }

  removeListener(event: string, listener: Listener): void {
    this.interpreter.removeListener(this, event, listener);
  }

  removeAllListeners(event?: string): void {
    this.interpreter.removeAllListeners(this, event);
  }
}
