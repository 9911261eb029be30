// console. What is logged goes, as JSON arrays of the arguments, into the current context's bounded log.
import { markNative, nameObject } from './interface';
import {
  ArrayIsArray,
  JSONStringify,
  ObjectCreate,
  ObjectDefineProperty,
  ObjectPrototype,
  ReflectGetPrototypeOf,
  SafeMap,
  StringPrototypeSubstring,
} from './primordials';
import { state } from './state';

const PlainString = String;
const LONGEST_ARGUMENT = 256 * 1024 + 1;

/** One argument as JSON: plain data by JSON.stringify, the rest by its string form, what cannot be written as {}. */
function toJson(value: unknown): string {
  try {
    switch (typeof value) {
      case 'string':
        return JSONStringify(
          value.length > LONGEST_ARGUMENT ? StringPrototypeSubstring(value, 0, LONGEST_ARGUMENT) : value,
        );
      case 'number':
      case 'boolean':
        return JSONStringify(value);
      case 'undefined':
        return 'null';
      case 'object':
        if (value === null) return 'null';
        break;
      case 'bigint':
        return `"${value as bigint}"`;
      case 'function':
      case 'symbol':
        return JSONStringify(PlainString(value));
    }
    if (isPlain(value as object)) return JSONStringify(value) ?? 'null';
    return JSONStringify(`${value as any}`);
  } catch {
    return '{}';
  }
}
function isPlain(value: object): boolean {
  if (ArrayIsArray(value)) return true;
  const prototype = ReflectGetPrototypeOf(value);
  return prototype === ObjectPrototype || prototype === null || typeof (value as any).toJSON === 'function';
}

function write(level: string, args: ArrayLike<unknown>): void {
  const context = state.current;
  if (context === null || context.finished) return;
  let message = '[';
  for (let i = 0; i < args.length; i++) message += i === 0 ? toJson(args[i]) : `,${toJson(args[i])}`;
  context.log(level, `${message}]`);
}

const counts = new SafeMap<string, number>();
const clocks = new SafeMap<string, number>();
function nothing(): void {}

const methods = {
  debug() {
    write('debug', arguments);
  },
  error() {
    write('error', arguments);
  },
  info() {
    write('info', arguments);
  },
  log() {
    write('log', arguments);
  },
  warn() {
    write('warn', arguments);
  },
  dir() {
    write('log', arguments);
  },
  dirxml() {
    write('log', arguments);
  },
  table() {
    write('log', arguments);
  },
  trace() {
    write('log', arguments);
  },
  group() {
    if (arguments.length > 0) write('log', arguments);
  },
  groupCollapsed() {
    if (arguments.length > 0) write('log', arguments);
  },
  groupEnd: nothing,
  clear: nothing,
  count(label: unknown = 'default') {
    const name = `${label as any}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    write('log', [`${name}: ${count}`]);
  },
  countReset(label: unknown = 'default') {
    counts.delete(`${label as any}`);
  },
  assert(condition: unknown = undefined) {
    if (condition) return;
    const args: unknown[] = ['Assertion failed'];
    for (let i = 1; i < arguments.length; i++) args[i] = arguments[i];
    write('error', args);
  },
  profile: nothing,
  profileEnd: nothing,
  time(label: unknown = 'default') {
    clocks.set(`${label as any}`, state.now);
  },
  timeLog(label: unknown = 'default') {
    const name = `${label as any}`;
    const since = clocks.get(name);
    if (since !== undefined) write('log', [`${name}: ${state.now - since} ms`]);
  },
  timeEnd(label: unknown = 'default') {
    methods.timeLog(label);
    clocks.delete(`${label as any}`);
  },
  timeStamp: nothing,
};

const NAMELESS: Record<string, boolean> = { debug: true, error: true, info: true, log: true, warn: true };
export const console: Record<string, Function> = ObjectCreate(ObjectCreate(ObjectPrototype));
for (const name of Object.keys(methods)) {
  const method = methods[name as keyof typeof methods] as Function;
  const own = method === nothing ? { [name]() {} }[name]! : method;
  ObjectDefineProperty(own, 'length', { __proto__: null, value: 0, configurable: true } as any);
  // Those five have no names there.
  const shown = NAMELESS[name] === true ? '' : name;
  ObjectDefineProperty(own, 'name', { __proto__: null, value: shown, configurable: true } as any);
  markNative(own, shown);
  console[name] = own;
}
nameObject(console, 'console');
