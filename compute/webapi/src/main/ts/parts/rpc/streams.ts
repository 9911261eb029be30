// The streams of a session. Each is numbered by the side that sent it, and letters tell whose number is meant:
//
//   a ReadableStream: its owner says w (bytes), z (end), x (broken off); who got it says k (bytes taken), q (no more of it)
//   a WritableStream: who got it says W (bytes), Z (close), Y (abort); its owner says K (done), X (failed)
import { part } from '../../core/lazy';
import { Few } from './few';
import { malformed, type Packed } from './format';
import { LOST } from './handle';
import { Arriving, Sending } from './readable';
import type { Session } from './session';
import { unpack } from './text';
import { Receiving, Remote } from './writable';

const MOST = 1000;

export class Streams {
  readonly #session: Session;
  #last = 0;
  readonly #sending = new Few<Sending>();
  readonly #arriving = new Few<Arriving>();
  readonly #receiving = new Few<Receiving>();
  readonly #remote = new Few<Remote>();

  constructor(session: Session) {
    this.#session = session;
  }

  get active(): boolean {
    return this.#count > 0;
  }
  get #count(): number {
    return this.#sending.size + this.#arriving.size + this.#receiving.size + this.#remote.size;
  }

  /** Sends a stream of this side; the elements of its tag. */
  send(stream: any): string {
    const streams = part('streams');
    if (this.#count >= MOST) throw new Error('Too many streams are open in one RPC session.');
    if (streams.isReadableStream(stream)) {
      if (streams.isLocked(stream)) throw new TypeError('The ReadableStream has been locked to a reader.');
      const number = ++this.#last;
      const sending = new Sending(this.#session, number, stream, () => this.#ended(this.#sending, number));
      this.#sending.set(number, sending);
      return `"R",${number}`;
    }
    if (streams.isLockedWritable(stream)) throw new TypeError('The WritableStream has been locked to a writer.');
    const number = ++this.#last;
    const receiving = new Receiving(this.#session, number, stream, () => this.#ended(this.#receiving, number));
    this.#receiving.set(number, receiving);
    return `"W",${number}`;
  }

  /** A stream of the other side, as one of this. */
  open(kind: string, number: number): object {
    if (this.#count >= MOST || this.#arriving.has(number) || this.#remote.has(number)) malformed();
    if (kind === 'R') {
      const arriving = new Arriving(this.#session, number, () => this.#ended(this.#arriving, number));
      this.#arriving.set(number, arriving);
      return arriving.stream();
    }
    const remote = new Remote(this.#session, number, () => this.#ended(this.#remote, number));
    this.#remote.set(number, remote);
    return remote.stream();
  }

  #ended(table: { delete(number: number): boolean }, number: number): void {
    if (table.delete(number)) this.#session.settle();
  }

  /** What is said of a stream that is over crossed with its end. */
  receive(head: any, payload: Packed): void {
    const number: number = head[1];
    switch (head[0]) {
      case 'w':
        return this.#arriving.get(number)?.arrived(payload);
      case 'z':
        return this.#arriving.get(number)?.end();
      case 'x':
        return this.#arriving.get(number)?.broken();
      case 'k':
        return this.#sending.get(number)?.credit(typeof head[2] === 'number' ? head[2] : malformed());
      case 'q': {
        const sending = this.#sending.get(number);
        this.#ended(this.#sending, number);
        return sending?.canceled();
      }
      case 'W':
        return this.#receiving.get(number)?.write(payload);
      case 'Z':
        return this.#receiving.get(number)?.close();
      case 'Y':
        return this.#receiving.get(number)?.abort(payload);
      case 'K':
        return this.#remote.get(number)?.taken();
      case 'X':
        return this.#remote.get(number)?.failed(unpack(payload));
      default:
        return malformed();
    }
  }

  end(): void {
    this.#sending.forEach((sending) => {
      sending.canceled();
    });
    this.#arriving.forEach((arriving) => {
      arriving.broken();
    });
    this.#receiving.forEach((receiving) => {
      receiving.broken();
    });
    this.#remote.forEach((remote) => {
      remote.failed(new Error(LOST));
    });
  }
}
