// What fills a stream: the underlying source of its constructor, or something that can be iterated.
import { badArgument } from '../../core/errors';
import { derive, ReflectApply, resolved, SymbolAsyncIterator, SymbolIterator } from '../../core/primordials';
import { hasFlag } from '../../core/state';
import { ByteController } from './byte-controller';
import { DefaultController } from './default-controller';
import { callbackOf, dictionary } from './dictionaries';
import { ReadableState } from './readable-state';
import { strategyOf } from './strategies';

export function setUp(state: ReadableState, given: unknown, strategy: unknown): void {
  const source = dictionary(given, 'ReadableStream', 1, 'UnderlyingSource');
  const { type, autoAllocateChunkSize, expectedLength } = source ?? {};
  const bytes = type !== undefined && `${type}` !== '';
  if (bytes && `${type}` !== 'bytes') throw new TypeError(`"${type}" is not a valid type of ReadableStream.`);
  if (expectedLength !== undefined && expectedLength !== null) state.length = Number(expectedLength);
  const start = callbackOf(source, 'start', 'UnderlyingSource');
  const pull = callbackOf(source, 'pull', 'UnderlyingSource');
  const cancel = callbackOf(source, 'cancel', 'UnderlyingSource');
  const { highWaterMark, size } = strategyOf(strategy, bytes ? 0 : 1, 'ReadableStream');
  const controller = bytes
    ? new ByteController(state, highWaterMark, chunkSize(autoAllocateChunkSize))
    : new DefaultController(state, highWaterMark, size);
  const shown = controller.object;
  if (pull !== null) controller.pullAlgorithm = () => pull(shown);
  if (cancel !== null) controller.cancelAlgorithm = cancel;
  if (start === null) return controller.startNow();
  let started: unknown;
  try {
    started = start(shown);
  } catch (error) {
    // The platform makes a broken stream of it, where the standard throws.
    controller.error(error);
    return;
  }
  controller.begin(started);
}

const NEVER_ALLOCATES = 0;
const USUAL_CHUNK = 4096;
/** Every read of a byte stream has a buffer to fill, unless a compatibility flag asks for the standard's way. */
function chunkSize(given: unknown): number {
  if (given === undefined)
    return hasFlag('streams_no_default_auto_allocate_chunk_size') ? NEVER_ALLOCATES : USUAL_CHUNK;
  const size = +(given as any);
  if (!(size >= 1)) throw new TypeError('The autoAllocateChunkSize option cannot be zero.');
  return size;
}

export function fromIterable(iterable: any): ReadableState {
  const method = iterable?.[SymbolAsyncIterator] ?? iterable?.[SymbolIterator];
  const iterator = typeof method === 'function' ? (ReflectApply(method, iterable, []) as any) : null;
  if ((typeof iterator !== 'object' && typeof iterator !== 'function') || iterator === null) {
    throw badArgument('from', 'ReadableStream', 1, 'AsyncGenerator');
  }
  const next = iterator.next;
  const state = new ReadableState();
  const controller = new DefaultController(state, 0, null);
  controller.pullAlgorithm = () =>
    derive(resolved(ReflectApply(next, iterator, [])), (result: any) => {
      if (typeof result !== 'object' || result === null) throw new TypeError('The iterator result is not an object.');
      if (result.done) return void controller.close();
      return derive(resolved(result.value), (value) => controller.enqueue(value));
    });
  controller.cancelAlgorithm = (reason) => {
    const finish = iterator.return;
    if (finish === undefined || finish === null) return undefined;
    if (typeof finish !== 'function') throw new TypeError("The iterator's return is not a function.");
    return derive(resolved(ReflectApply(finish, iterator, [reason])), (result: unknown) => {
      if (typeof result !== 'object' || result === null) {
        throw new TypeError("The iterator's return did not give an object.");
      }
    });
  };
  controller.startNow();
  return state;
}
