/**
 * Keeps a case process running. One that dies (killed, out of memory, a crash of the native engine) is noticed, the
 * window is told, and a new one is started; the window then opens its case again, as after any start. One that dies at
 * once, several times in a row, is not started for ever.
 */

/** What a Node child process and an Electron utility process have in common. */
export interface Child {
  readonly send: (message: unknown) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
  /** @param listener is given a short reason for the log and the window */
  readonly onExit: (listener: (reason: string) => void) => void;
  readonly kill: () => void;
}

export interface SupervisorOptions {
  readonly spawn: () => Child;
  readonly onMessage: (message: unknown) => void;
  /** A new process is there and takes messages. */
  readonly onReady: () => void;
  /** `final`: it will not be started again. */
  readonly onLost: (reason: string, final: boolean) => void;
  readonly now?: () => number;
}

const QUICK_DEATH_MS = 5000;
const QUICK_DEATHS_ALLOWED = 3;

export class Supervisor {
  readonly #options: SupervisorOptions;
  #child: Child | null = null;
  #stopping = false;
  #quickDeaths = 0;
  #exited: Promise<void> = Promise.resolve();

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  start(): void {
    const now = this.#options.now ?? Date.now;
    const started = now();
    const child = this.#options.spawn();
    this.#child = child;
    child.onMessage((message) => {
      if (child === this.#child) this.#options.onMessage(message);
    });
    this.#exited = new Promise((resolve) => {
      child.onExit((reason) => {
        resolve();
        if (child !== this.#child) return;
        this.#child = null;
        if (this.#stopping) return;
        this.#quickDeaths = now() - started < QUICK_DEATH_MS ? this.#quickDeaths + 1 : 0;
        const final = this.#quickDeaths >= QUICK_DEATHS_ALLOWED;
        this.#options.onLost(reason, final);
        if (!final) this.start();
      });
    });
    this.#options.onReady();
  }

  /** Messages to a process that has just died are dropped: its loss is told anyway. */
  send(message: unknown): void {
    this.#child?.send(message);
  }

  /** Asks the process to end and waits; ends it if it has not after `graceMs`. */
  async stop(quit: unknown, graceMs = 10_000): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child === null) return;
    child.send(quit);
    const timer = setTimeout(() => child.kill(), graceMs);
    await this.#exited;
    clearTimeout(timer);
  }
}
