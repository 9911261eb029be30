// What both kinds of readable controllers share: a source that is pulled while somebody wants more, one pull at a time.
import { resolved, then } from '../../core/primordials';
import { type Controller, errorStream, type ReadableState, type ReadRequest, type Room } from './readable-state';

export abstract class PullController implements Controller {
  abstract readonly bytes: boolean;
  readonly stream: ReadableState;
  /** What waits in the queue, by the measure of the strategy. */
  total = 0;
  started = false;
  closeRequested = false;
  pullAlgorithm: (() => unknown) | null = null;
  cancelAlgorithm: ((reason: unknown) => unknown) | null = null;
  readonly #highWaterMark: number;
  #pulling = false;
  #pullAgain = false;

  constructor(stream: ReadableState, highWaterMark: number) {
    this.stream = stream;
    this.#highWaterMark = highWaterMark;
    stream.controller = this;
  }

  abstract pull(request: ReadRequest, room: Room | null): void;
  abstract cancel(reason: unknown): Promise<void>;
  abstract release(): void;
  /** Whether a read waits. */
  protected abstract get wanted(): boolean;
  /** Drops what is queued. */
  protected abstract drop(): void;

  /** There is no `start` to wait for: the first pull may come at once, as on the platform. */
  startNow(): void {
    this.started = true;
    this.pullIfNeeded();
  }
  /** `result` is what `start` gave back. */
  begin(result: unknown): void {
    then(
      resolved(result),
      () => {
        this.started = true;
        this.pullIfNeeded();
      },
      this.#failed,
    );
  }

  get desiredSize(): number | null {
    if (this.stream.status === 'errored') return null;
    return this.open ? this.#highWaterMark - this.total : 0;
  }
  get open(): boolean {
    return !this.closeRequested && this.stream.status === 'readable';
  }

  pullIfNeeded(): void {
    if (!this.open || !this.started || this.pullAlgorithm === null) return;
    if (!this.wanted && this.#highWaterMark - this.total <= 0) return;
    if (this.#pulling) {
      this.#pullAgain = true;
      return;
    }
    this.#pulling = true;
    let result: Promise<unknown>;
    try {
      result = resolved(this.pullAlgorithm());
    } catch (error) {
      return this.error(error);
    }
    then(result, this.#pulled, this.#failed);
  }
  readonly #pulled = () => {
    this.#pulling = false;
    if (!this.#pullAgain) return;
    this.#pullAgain = false;
    this.pullIfNeeded();
  };
  readonly #failed = (error: unknown) => this.error(error);

  error(error: unknown): void {
    if (this.stream.status !== 'readable') return;
    this.drop();
    this.clear();
    errorStream(this.stream, error);
  }
  clear(): void {
    this.pullAlgorithm = null;
    this.cancelAlgorithm = null;
  }
}
