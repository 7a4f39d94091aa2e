/**
 * The errors of Waybill. Three kinds: expected (shown to the analyst with advice), bug (reported whole), cancelled
 * (a status, not an error). Errors cross between processes as data (`ErrorData`), because neither Electron's `invoke`
 * nor a structured clone keeps the fields of a class.
 */

/** `area/what`, stable: tests, scripts and the window key on it. */
export type ErrorCode = `${string}/${string}`;

/** Where in the analyst's material something went wrong. */
export interface ErrorPlace {
  readonly file?: string;
  /** 1-based record number, rejected records counted. */
  readonly record?: number;
  /** 1-based physical line. */
  readonly line?: number;
  readonly column?: string;
  /** Zero-based offset in the SQL text, in UTF-16 units. */
  readonly offset?: number;
}

export class WaybillError extends Error {
  override readonly name = 'WaybillError';
  /**
   * @param code   stable code
   * @param advice one or two sentences: what happened and what to do about it, for an analyst
   */
  constructor(
    readonly code: ErrorCode,
    readonly advice: string,
    options?: ErrorOptions & { place?: ErrorPlace },
  ) {
    super(advice, options);
    this.place = options?.place ?? {};
  }
  readonly place: ErrorPlace;
}

/** Thrown when the analyst (or a closing window) cancelled; never shown as a failure. */
export class CancelledError extends WaybillError {
  constructor(what = 'The work') {
    super('app/cancelled', `${what} was cancelled; nothing was changed.`);
  }
}

/** An error as it crosses between processes. */
export interface ErrorData {
  readonly kind: 'expected' | 'bug' | 'cancelled';
  readonly code: ErrorCode;
  readonly message: string;
  readonly place: ErrorPlace;
  /** Messages of the chain of causes, outermost first; for the log, not for the analyst. */
  readonly causes: readonly string[];
}

/** Anything thrown, as data that can cross. */
export function toErrorData(thrown: unknown): ErrorData {
  const causes: string[] = [];
  for (
    let cause: unknown = thrown instanceof Error ? thrown.cause : undefined;
    cause !== undefined && causes.length < 8;
  ) {
    causes.push(cause instanceof Error ? cause.message : String(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  if (thrown instanceof WaybillError) {
    const kind = thrown instanceof CancelledError ? 'cancelled' : 'expected';
    return { kind, code: thrown.code, message: thrown.advice, place: thrown.place, causes };
  }
  const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return { kind: 'bug', code: 'app/bug', message, place: {}, causes };
}

/** The other way: an error that crossed, as something to throw. */
export function fromErrorData(data: ErrorData): Error {
  const cause = data.causes.length > 0 ? new Error(data.causes.join(' ← ')) : undefined;
  if (data.kind === 'cancelled') return new CancelledError();
  if (data.kind === 'expected') return new WaybillError(data.code, data.message, { cause, place: data.place });
  return new Error(data.message, { cause });
}

/** Throws `CancelledError` if the signal has fired. Look before listening: an aborted signal never fires again. */
export function throwIfAborted(signal: { readonly aborted: boolean } | undefined, what?: string): void {
  if (signal?.aborted) throw new CancelledError(what);
}

/** Ends the `switch` over a closed set. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
