// Time stands still inside a turn: Date and performance show the moment at which the turn began.
import {
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  PlainDate,
  ReflectConstruct,
  ReflectOwnKeys,
  uncurryThis,
} from './primordials';
import { state } from './state';

const dateToString = uncurryThis(PlainDate.prototype.toString);

/** Replaces the global Date, before any Worker runs, by one that asks the turn. Everything but "now" is the language's own. */
export function hideClock(): void {
  const StillDate = function Date(this: unknown, ...args: unknown[]): unknown {
    if (new.target === undefined) return dateToString(new PlainDate(state.now));
    return ReflectConstruct(PlainDate, args.length === 0 ? [state.now] : args, new.target);
  };
  const keys = ReflectOwnKeys(PlainDate);
  for (const key of keys) {
    if (key === 'now') continue;
    ObjectDefineProperty(StillDate, key, ObjectGetOwnPropertyDescriptor(PlainDate, key)!);
  }
  const now = { now: (): number => state.now }.now;
  ObjectDefineProperty(StillDate, 'now', { __proto__: null, value: now, writable: true, configurable: true } as any);
  ObjectDefineProperty(PlainDate.prototype, 'constructor', {
    __proto__: null,
    value: StillDate,
    writable: true,
    configurable: true,
  } as any);
  ObjectDefineProperty(globalThis, 'Date', {
    __proto__: null,
    value: StillDate,
    writable: true,
    configurable: true,
  } as any);
  Reflect.deleteProperty(globalThis, 'Temporal');
  Reflect.deleteProperty(PlainDate.prototype, 'toTemporalInstant');
  stillFormats();
}

/** Intl.DateTimeFormat without an argument would show the real clock. */
function stillFormats(): void {
  if (typeof Intl === 'undefined') return;
  const prototype = Intl.DateTimeFormat.prototype;
  const parts = uncurryThis(prototype.formatToParts) as (self: unknown, date: unknown) => unknown;
  const replaceable = {
    formatToParts(this: unknown, date: unknown = undefined) {
      return parts(this, date === undefined ? state.now : date);
    },
  };
  ObjectDefineProperty(prototype, 'formatToParts', {
    __proto__: null,
    value: replaceable.formatToParts,
    writable: true,
    configurable: true,
  } as any);
  const bound = uncurryThis(ObjectGetOwnPropertyDescriptor(prototype, 'format')!.get!) as (self: unknown) => Function;
  const accessor = {
    get format() {
      const format = bound(this);
      return (date: unknown = undefined) => format(date === undefined ? state.now : date);
    },
  };
  ObjectDefineProperty(prototype, 'format', {
    __proto__: null,
    get: ObjectGetOwnPropertyDescriptor(accessor, 'format')!.get!,
    configurable: true,
  } as any);
}
