// Two streams from one. Values are shared (or copied, for clones of bodies); bytes are copied for the second branch.
import { type Bytes, bytesOf, copyOf, isBufferSource } from '../../core/bytes';
import { MathMax, resolved, then } from '../../core/primordials';
import { ByteController } from './byte-controller';
import { DefaultController } from './default-controller';
import { cancelStream, ReadableState, ReaderState, type Room, read } from './readable-state';

export interface Pair {
  first: ReadableState;
  second: ReadableState;
}

interface Branch {
  state: ReadableState;
  controller: DefaultController | ByteController;
  canceled: boolean;
}

class Tee {
  readonly #reader: ReaderState;
  readonly #bytes: boolean;
  readonly #copies: boolean;
  readonly first: Branch;
  readonly second: Branch;
  #reading = false;
  #again: Branch | null = null;

  constructor(stream: ReadableState, bytes: boolean, copies: boolean) {
    this.#reader = new ReaderState(stream, false);
    this.#bytes = bytes;
    this.#copies = copies;
    this.first = this.#branch();
    this.second = this.#branch();
    then(this.#reader.closed, undefined, (error) => {
      this.first.controller.error(error);
      this.second.controller.error(error);
    });
  }

  #branch(): Branch {
    const state = new ReadableState();
    const controller = this.#bytes ? new ByteController(state, 0, 0) : new DefaultController(state, 0, null);
    const branch: Branch = { state, controller, canceled: false };
    controller.pullAlgorithm = () => {
      this.#pull(branch);
      return undefined;
    };
    controller.cancelAlgorithm = (reason) => this.#cancel(branch, reason);
    controller.startNow();
    return branch;
  }

  /** A branch goes at once; with the second of them the stream itself ends, for the reason of that one. */
  #cancel(branch: Branch, reason: unknown): Promise<void> {
    branch.canceled = true;
    const stream = this.#reader.stream!;
    const broken = stream.status === 'errored';
    if (!broken && (!this.first.canceled || !this.second.canceled)) return resolved(undefined);
    return cancelStream(stream, reason);
  }

  #pull(branch: Branch): void {
    if (this.#reading) {
      this.#again = branch;
      return;
    }
    this.#reading = true;
    const close = () => {
      this.#reading = false;
      this.#close(this.first);
      this.#close(this.second);
    };
    const request = {
      chunk: (value: any) => {
        then(resolved(undefined), () => {
          this.#again = null;
          this.#deliver(value);
          this.#reading = false;
          if (this.#again !== null) this.#pull(this.#again);
        });
      },
      close,
      error: () => {
        this.#reading = false;
      },
    };
    read(this.#reader, request, this.#roomOf(branch));
  }

  /** A branch that waits with a buffer asks the source for as much as would fill it. */
  #roomOf({ controller }: Branch): Room | null {
    if (!(controller instanceof ByteController) || this.#reader.stream?.native !== null) return null;
    if (controller.pending.size === 0 || controller.pending.peek().reader !== 'byob') return null;
    const { length, filled, minimum } = controller.pending.peek();
    return { length: length - filled, asked: MathMax(minimum - filled, 1) };
  }

  #deliver(value: any): void {
    if (!this.first.canceled) this.#enqueue(this.first, value);
    if (this.second.canceled) return;
    const copied = (this.#bytes || this.#copies) && isBufferSource(value) ? copyOf(bytesOf(value)) : value;
    this.#enqueue(this.second, copied);
  }
  #enqueue(branch: Branch, value: any): void {
    if (branch.controller.open) (branch.controller as { enqueue(value: any): void }).enqueue(value as Bytes);
  }
  #close(branch: Branch): void {
    if (branch.canceled || !branch.controller.open) return;
    branch.controller.close();
    const controller = branch.controller;
    if (controller instanceof ByteController && controller.pending.size > 0) controller.respond(0);
  }
}

export function teeValues(stream: ReadableState, copies: boolean): Pair {
  const tee = new Tee(stream, false, copies);
  return { first: tee.first.state, second: tee.second.state };
}
export function teeBytes(stream: ReadableState): Pair {
  const tee = new Tee(stream, true, true);
  return { first: tee.first.state, second: tee.second.state };
}
