// What crosses by reference in one message: on its way out each such value gets a tag, on its way in each tag becomes a stub or stream.
import { loadedPart, part } from '../../core/lazy';
import { SafeMap, StringPrototypeSubstring } from '../../core/primordials';
import { nameOf } from '../clone/kinds';
import { refuse } from '../clone/platform';
import { isTarget } from './follow';
import { type Exporter, type Importer, malformed } from './format';
import type { Handle } from './handle';
import { LocalHandle } from './local';
import { adoptPlain, Owned } from './owned';
import { isReference, newStub, stubHandle } from './reference';
import { sharedHandle } from './service';
import { signalsCross } from './signals';

/** Takes a hold on what a value stands for; null if it does not travel by reference. */
function hold(value: object): Handle | null {
  if (isReference(value)) {
    const handle = stubHandle(value);
    if (handle !== null) return handle.dup();
    refuse(`Could not serialize object of type "${nameOf(value)}". This type does not support serialization.`);
  }
  return typeof value === 'function' || isTarget(value) ? new LocalHandle(value) : null;
}

function isStream(value: object): boolean {
  const streams = loadedPart('streams');
  return streams !== undefined && (streams.isReadableStream(value) || streams.isWritableStream(value));
}
/** One that may abort yet; what has aborted is a value like others. */
function isLiveSignal(value: object): boolean {
  const events = loadedPart('events');
  return events !== undefined && events.isSignal(value) && !events.isAborted(value) && signalsCross();
}
function isService(value: object): boolean {
  return loadedPart('fetch')?.isFetcher(value) === true;
}

export abstract class Transfer implements Exporter, Importer {
  #owned: Owned | null = null;

  /** What came in by reference. */
  get owned(): Owned {
    return (this.#owned ??= new Owned());
  }
  /** Lets go of all that came in, if anything did. */
  dispose(): void {
    this.#owned?.dispose();
  }
  /** Makes a result of what came in: see {@link Owned}. */
  adopt(value: unknown, after: (() => void) | null): any {
    return this.#owned === null && after === null ? adoptPlain(value) : this.owned.adopt(value, after);
  }

  reference(value: object): string | null {
    const handle = hold(value);
    if (handle !== null) return this.stubTag(handle);
    if (isStream(value)) return this.streamTag(value);
    if (isLiveSignal(value)) return this.signalTag(value);
    return isService(value) ? this.serviceTag(value) : null;
  }
  protected abstract stubTag(handle: Handle): string;
  protected abstract serviceTag(service: object): string;
  protected abstract streamTag(stream: object): string;
  protected abstract signalTag(signal: object): string;
  abstract value(tag: unknown[]): unknown;

  protected stub(handle: Handle): object {
    this.owned.add(handle);
    return newStub(handle);
  }
  protected service(handle: Handle): object {
    this.owned.add(handle);
    return part('fetch').newRemoteFetcher(handle);
  }
}

/** For calls that do not leave the isolate. */
export class LoopTransfer extends Transfer {
  readonly #handles = new SafeMap<number, Handle>();
  readonly #objects = new SafeMap<number, object>();

  protected stubTag(handle: Handle): string {
    this.#handles.set(this.#handles.size, handle);
    return `"f",${this.#handles.size - 1}`;
  }
  protected serviceTag(service: object): string {
    return this.streamTag(service);
  }
  protected streamTag(stream: object): string {
    this.#objects.set(this.#objects.size, stream);
    return `"L",${this.#objects.size - 1}`;
  }
  protected signalTag(signal: object): string {
    return this.streamTag(signal);
  }
  value(tag: unknown[]): unknown {
    if (tag[0] === 'f') return this.stub(this.#handles.get(tag[1] as number)!);
    return this.#objects.get(tag[1] as number);
  }
}

/** What a session does for the messages that it carries. */
export interface Carrier {
  /** Puts a handle into the table of what the other side holds. */
  export(handle: Handle): string;
  /** Something of the other side's. */
  import(number: number): Handle;
  /** Something of this side's, which comes back. */
  exported(number: number): Handle;
  sendStream(stream: object): string;
  sendSignal(signal: object): string;
  openStream(kind: string, number: number): object;
  openSignal(number: number): object;
}

export class SessionTransfer extends Transfer {
  readonly #carrier: Carrier;

  constructor(carrier: Carrier) {
    super();
    this.#carrier = carrier;
  }
  protected stubTag(handle: Handle): string {
    return this.#carrier.export(handle);
  }
  protected serviceTag(service: object): string {
    // The same letters, in capitals.
    const tag = this.#carrier.export(sharedHandle(service));
    return `"${tag[1] === 'f' ? 'F' : 'G'}${StringPrototypeSubstring(tag, 2, tag.length)}`;
  }
  protected streamTag(stream: object): string {
    return this.#carrier.sendStream(stream);
  }
  protected signalTag(signal: object): string {
    return this.#carrier.sendSignal(signal);
  }
  value(tag: unknown[]): unknown {
    const number = tag[1];
    if (typeof number !== 'number') malformed();
    const carrier = this.#carrier;
    switch (tag[0]) {
      case 'f':
        return this.stub(carrier.import(number));
      case 'g':
        return this.stub(carrier.exported(number));
      case 'F':
        return this.service(carrier.import(number));
      case 'G':
        return this.service(carrier.exported(number));
      case 'R':
      case 'W':
        return carrier.openStream(tag[0], number);
      case 'A':
        return carrier.openSignal(number);
      default:
        return malformed();
    }
  }
}
