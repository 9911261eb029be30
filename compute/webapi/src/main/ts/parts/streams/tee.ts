// Two streams from one. Values are shared (or copied, for clones of bodies); bytes are copied for the second branch.
import { type Bytes, bytesOf, copyOf, isBufferSource } from '../../core/bytes';
import { type Deferred, deferred, resolved, then } from '../../core/primordials';
import { ByteController } from './byte-controller';
import { DefaultController } from './default-controller';
import { cancelStream, ReadableState, ReaderState, read } from './readable-state';

export interface Pair {
  first: ReadableState;
  second: ReadableState;
}

interface Branch {
  state: ReadableState;
  controller: DefaultController | ByteController;
  canceled: boolean;
  reason: unknown;
}

class Tee {
  readonly #reader: ReaderState;
  readonly #bytes: boolean;
  readonly #copies: boolean;
  readonly first: Branch;
  readonly second: Branch;
  readonly #canceled: Deferred<void> = deferred();
  #reading = false;
  #again = false;

  constructor(stream: ReadableState, bytes: boolean, copies: boolean) {
    this.#reader = new ReaderState(stream, false);
    this.#bytes = bytes;
    this.#copies = copies;
    this.first = this.#branch();
    this.second = this.#branch();
    then(this.#reader.closed, undefined, (error) => {
      this.first.controller.error(error);
      this.second.controller.error(error);
      if (!this.first.canceled || !this.second.canceled) this.#canceled.resolve(undefined);
    });
  }

  #branch(): Branch {
    const state = new ReadableState();
    const controller = this.#bytes ? new ByteController(state, 0, 0) : new DefaultController(state, 1, null);
    const branch: Branch = { state, controller, canceled: false, reason: undefined };
    controller.pullAlgorithm = () => {
      this.#pull();
      return undefined;
    };
    controller.cancelAlgorithm = (reason) => this.#cancel(branch, reason);
    controller.begin(undefined);
    return branch;
  }

  #cancel(branch: Branch, reason: unknown): Promise<void> {
    branch.canceled = true;
    branch.reason = reason;
    if (this.first.canceled && this.second.canceled) {
      this.#canceled.resolve(cancelStream(this.#reader.stream!, [this.first.reason, this.second.reason]));
    }
    return this.#canceled.promise;
  }

  #pull(): void {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    read(this.#reader, {
      chunk: (value) => {
        then(resolved(undefined), () => {
          this.#again = false;
          this.#deliver(value);
          this.#reading = false;
          if (this.#again) this.#pull();
        });
      },
      close: () => {
        this.#reading = false;
        this.#close(this.first);
        this.#close(this.second);
        if (!this.first.canceled || !this.second.canceled) this.#canceled.resolve(undefined);
      },
      error: () => {
        this.#reading = false;
      },
    });
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
