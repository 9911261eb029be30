// Streams, as a lazy part: the classes, and the bridge between them and the bodies that come from and go to the node.

import { Gathered, type Held, held } from '../core/body';
import { type Bytes, bytesOf, copyOf, isBufferSource } from '../core/bytes';
import { Content, SOURCE, STREAM, type StreamObject } from '../core/content';
import type { Incoming } from '../core/incoming';
import type { Outgoing } from '../core/outgoing';
import { deferred, quiet } from '../core/primordials';
import { breakOff, pumpSource } from '../core/send';
import { ByteController } from './streams/byte-controller';
import { type ReadableStream, readableState, streamObject, tee } from './streams/readable';
import { cancelStream, ReadableState, ReaderState, read } from './streams/readable-state';
import { fromIterable } from './streams/source';
import { type WritableStream, writableObject, writableState } from './streams/writable';
import { type Sink, WritableState } from './streams/writable-state';

export * from './streams/byte-controller';
export * from './streams/byte-objects';
export { ByteTransform } from './streams/byte-transform';
export { DefaultController, ReadableStreamDefaultController } from './streams/default-controller';
export * from './streams/readable';
export * from './streams/readers';
export * from './streams/strategies';
export * from './streams/transform';
export * from './streams/writable';
export { WritableStreamDefaultController } from './streams/writable-controller';

export function isDisturbed(stream: unknown): boolean {
  return readableState(stream as ReadableStream).disturbed;
}
export function isLocked(stream: unknown): boolean {
  return readableState(stream as ReadableStream).reader !== null;
}
/** The node's stream behind this one, if nothing stands between them; null for all others. */
export function nativeSource(stream: unknown): Incoming | null {
  return readableState(stream as ReadableStream).native as Incoming | null;
}
/** The node sends the stream on: for whoever holds it, it is being read. */
export function takeNative(stream: unknown): void {
  const state = readableState(stream as ReadableStream);
  state.disturbed = true;
  state.reader = new ReaderState(state, false);
}
export function knownLength(stream: unknown): number {
  return readableState(stream as ReadableStream).length;
}

/** The ReadableStream that stands for a body which had none so far. */
export function streamOfContent(content: Content, used: boolean): StreamObject {
  const state = content.kind === SOURCE ? sourceStream(content.data as Incoming) : bytesStream(content.wholeBytes());
  if (used) {
    state.disturbed = true;
    state.reader = new ReaderState(state, false);
  }
  return streamObject(state) as unknown as StreamObject;
}

/** The stream of a body that was given as something to iterate. */
export function streamOfIterable(iterable: object): StreamObject {
  return streamObject(fromIterable(iterable)) as unknown as StreamObject;
}

/** The stream of a byte source of the node. */
export function sourceStream(source: Incoming): ReadableState {
  const state = new ReadableState();
  const controller = new ByteController(state, 0, 0);
  state.native = source;
  state.internal = true;
  controller.pullAlgorithm = () => {
    const done = deferred<void>();
    source.read({
      chunk(bytes) {
        if (controller.open) controller.enqueue(bytes);
        done.resolve(undefined);
      },
      end() {
        finish(controller);
        done.resolve(undefined);
      },
      failed: done.reject,
    });
    return done.promise;
  };
  controller.cancelAlgorithm = () => source.cancel();
  controller.startNow();
  return state;
}

function finish(controller: ByteController): void {
  if (!controller.open) return;
  controller.close();
  if (controller.pending.size > 0) controller.respond(0);
}

export function bytesStream(bytes: Bytes): ReadableState {
  const state = new ReadableState();
  state.length = bytes.length;
  const controller = new ByteController(state, 0, 0);
  if (state.length > 0) controller.enqueue(bytes);
  finish(controller);
  controller.startNow();
  return state;
}

const NOT_BYTES = 'This ReadableStream did not return bytes.';

/** Sends a stream to the node: chunk by chunk, as fast as the node takes them, without a promise of its own. */
export function pumpStream(stream: unknown, out: Outgoing, onError: (error: unknown) => void): void {
  const state = readableState(stream as ReadableStream);
  const native = state.native as Incoming | null;
  if (native !== null) {
    takeNative(stream);
    return pumpSource(native, out, onError);
  }
  const reader = new ReaderState(state, false);
  let turning = false;
  let again = false;
  const request = {
    chunk(value: unknown) {
      if (!isBufferSource(value)) {
        const error = new TypeError(NOT_BYTES);
        quiet(cancelStream(state, error));
        onError(error);
        return breakOff(out, error);
      }
      out.write(bytesOf(value));
      go();
    },
    close: () => out.end(),
    error(error: unknown) {
      onError(error);
      breakOff(out, error);
    },
  };
  function go(): void {
    again = true;
    if (turning) return;
    turning = true;
    while (again && !out.closed && out.ready) {
      again = false;
      read(reader, request);
    }
    turning = false;
  }
  out.onReady = go;
  out.onDropped = () => quiet(cancelStream(state, new TypeError('The client disconnected.')));
  go();
}

/**
 * Who is shown a stream chunk by chunk. What `chunk` throws cancels the stream and comes back as its error; after a `false` the next
 * one waits for another `run`.
 */
interface ChunkListener {
  chunk(value: unknown): unknown;
  close(): void;
  error(error: unknown): void;
}

/** Reads all of a stream without a promise for each chunk, once `run` is called. */
export function eachChunk(stream: unknown, listener: ChunkListener): { run(): void; cancel(reason: unknown): void } {
  const state = readableState(stream as ReadableStream);
  const reader = new ReaderState(state, false);
  let turning = false;
  let again = false;
  let canceled = false;
  const request = {
    chunk(value: unknown) {
      try {
        if (listener.chunk(value) === false) return;
      } catch (error) {
        cancel(error);
        return listener.error(error);
      }
      run();
    },
    close: () => listener.close(),
    error: (error: unknown) => listener.error(error),
  };
  function run(): void {
    again = true;
    if (turning) return;
    turning = true;
    while (again && !canceled) {
      again = false;
      read(reader, request);
    }
    turning = false;
  }
  function cancel(reason: unknown): void {
    canceled = true;
    quiet(cancelStream(state, reason));
  }
  return { run, cancel };
}

/** A stream that the platform takes the chunks of. */
export function sinkStream(sink: Sink): WritableStream {
  const state = new WritableState(sink, 1, null);
  state.startNow();
  return writableObject(state);
}
export function isLockedWritable(stream: unknown): boolean {
  return writableState(stream as WritableStream).writer !== null;
}

/** All bytes of a stream. */
export function readAll(stream: unknown): Promise<Held> {
  const { promise, resolve, reject } = deferred<Held>();
  const gathered = new Gathered();
  const owned = (readableState(stream as ReadableStream).controller as { bytes: boolean }).bytes;
  const reading = eachChunk(stream, {
    chunk(value) {
      if (!isBufferSource(value)) throw new TypeError(NOT_BYTES);
      const bytes = bytesOf(value);
      gathered.add(owned ? bytes : copyOf(bytes));
    },
    close: () => resolve(held(gathered.join())),
    error: reject,
  });
  reading.run();
  return promise;
}

export function teeForClone(stream: unknown): { first: StreamObject; second: StreamObject } {
  const { first, second } = tee(readableState(stream as ReadableStream), true);
  return { first: first as unknown as StreamObject, second: second as unknown as StreamObject };
}

/** The content for a Request made from another one, whose body is used up by that. */
export function moved(content: Content): Content {
  if (content.kind < SOURCE) return new Content(content.kind, content.data);
  if (content.kind === SOURCE) return new Content(SOURCE, content.data);
  const state = readableState(content.data as ReadableStream);
  if (state.native !== null) return new Content(SOURCE, state.native);
  const pair = tee(state);
  quiet(pair.second.cancel());
  return new Content(STREAM, pair.first as unknown as StreamObject);
}
