import { each } from "../workers.mjs";

const shown = (e) => ({ type: e.type, bubbles: e.bubbles, cancelable: e.cancelable, composed: e.composed, phase: e.eventPhase, prevented: e.defaultPrevented, trusted: e.isTrusted, time: typeof e.timeStamp, target: e.target, current: e.currentTarget, path: e.composedPath() });

export const area = {
  name: "events", title: "EventTarget, Event and its subclasses, DOMException", order: 50,
  prelude: `const shown = ${shown};`,
  cases: {
    "options are read without a listener too": ({ caught }) => {
      const asked = [];
      const options = { get once() { asked.push("once"); }, get passive() { asked.push("passive"); }, get signal() { asked.push("signal"); } };
      new EventTarget().addEventListener("x", null, options);
      return asked.sort();
    },
    "a signal of null without a listener": ({ caught }) => caught(() => new EventTarget().addEventListener("x", null, { signal: null })),
    "forty listeners, every third removed, two added again": () => {
      const target = new EventTarget(), heard = [];
      const all = Array.from({ length: 40 }, (_, i) => () => void heard.push(i));
      for (const one of all) target.addEventListener("x", one);
      for (let i = 0; i < 40; i += 3) target.removeEventListener("x", all[i]);
      for (const i of [39, 1, 0]) target.addEventListener("x", all[i]);
      target.dispatchEvent(new Event("x"));
      for (const one of all) target.removeEventListener("x", one);
      target.dispatchEvent(new Event("x"));
      return heard;
    },
    "the reason of a CloseEvent": () => new CloseEvent("close", { reason: "a\ud800b" }).reason,
    "an event": () => shown(new Event("x")),
    "an event with options": () => shown(new Event("x", { bubbles: true, cancelable: true, composed: true })),
    ...each("an event of", [undefined, null, 5, "", {}], ({ caught }, type) => caught(() => new Event(type).type)),
    "an event of nothing": ({ caught }) => Promise.all([caught(() => new Event()), caught(() => new Event(Symbol("x")))]),
    ...each("options of an event", [null, 5, "x", { bubbles: 1 }], ({ caught }, o) => caught(() => new Event("x", o).bubbles)),
    "without new": ({ caught }) => Promise.all([caught(() => Event("x")), caught(() => EventTarget()), caught(() => DOMException("x"))]),
    "listeners run in order, once each": () => {
      const t = new EventTarget(), seen = [], twice = () => seen.push("twice");
      t.addEventListener("x", () => seen.push(1));
      t.addEventListener("x", twice);
      t.addEventListener("x", twice);
      t.addEventListener("x", () => seen.push(2));
      const said = t.dispatchEvent(new Event("x"));
      return [seen, said];
    },
    "what a listener sees": () => {
      const t = new EventTarget();
      let seen;
      t.addEventListener("x", function (e) {
        seen = [this === t, e.target === t, e.currentTarget === t, e.eventPhase, e.composedPath().length, e.srcElement === t, e.isTrusted];
      });
      const e = new Event("x");
      t.dispatchEvent(e);
      return [seen, e.currentTarget, e.target === t, e.eventPhase, e.composedPath().length];
    },
    "once": () => {
      const t = new EventTarget(), seen = [];
      t.addEventListener("x", () => seen.push(1), { once: true });
      t.dispatchEvent(new Event("x"));
      t.dispatchEvent(new Event("x"));
      return seen;
    },
    "removeEventListener": () => {
      const t = new EventTarget(), seen = [], f = () => seen.push(1);
      t.addEventListener("x", f);
      t.removeEventListener("x", f);
      t.removeEventListener("x", f);
      t.dispatchEvent(new Event("x"));
      return seen;
    },
    "capture tells listeners apart": () => {
      const t = new EventTarget(), seen = [], f = () => seen.push(1);
      t.addEventListener("x", f, { capture: true });
      t.addEventListener("x", f, false);
      t.dispatchEvent(new Event("x"));
      t.removeEventListener("x", f, true);
      t.dispatchEvent(new Event("x"));
      return seen;
    },
    "a signal removes a listener": () => {
      const t = new EventTarget(), seen = [], a = new AbortController();
      t.addEventListener("x", () => seen.push(1), { signal: a.signal });
      t.dispatchEvent(new Event("x"));
      a.abort();
      t.dispatchEvent(new Event("x"));
      t.addEventListener("x", () => seen.push(2), { signal: AbortSignal.abort() });
      t.dispatchEvent(new Event("x"));
      return seen;
    },
    "passive": () => {
      const t = new EventTarget(), e = new Event("x", { cancelable: true });
      t.addEventListener("x", (e) => e.preventDefault(), { passive: true });
      return [t.dispatchEvent(e), e.defaultPrevented];
    },
    "handleEvent": () => {
      const t = new EventTarget(), seen = [], o = { handleEvent(e) {
        seen.push(this === o, e.type);
      } };
      t.addEventListener("x", o);
      t.dispatchEvent(new Event("x"));
      return seen;
    },
    ...each("a listener of", [null, undefined, 5, "x", {}], ({ caught }, l) => caught(() => {
      const t = new EventTarget();
      t.addEventListener("x", l);
      return t.dispatchEvent(new Event("x"));
    })),
    ...each("options of a listener", [null, 5, "x", { signal: null }, { signal: {} }, true], ({ caught }, o) => caught(() => new EventTarget().addEventListener("x", () => {}, o))),
    "missing arguments": ({ caught }) => Promise.all([caught(() => new EventTarget().addEventListener()), caught(() => new EventTarget().addEventListener("x")), caught(() => new EventTarget().removeEventListener("x")), caught(() => new EventTarget().dispatchEvent())]),
    ...each("dispatch of", [null, 5, {}, "x"], ({ caught }, e) => caught(() => new EventTarget().dispatchEvent(e))),
    "dispatch of one that is under way": ({ caught }) => {
      const t = new EventTarget();
      let said;
      t.addEventListener("x", (e) => void (said = caught(() => t.dispatchEvent(e))));
      t.dispatchEvent(new Event("x"));
      return said;
    },
    "dispatch again": () => {
      const t = new EventTarget(), e = new Event("x");
      let n = 0;
      t.addEventListener("x", () => n++);
      t.dispatchEvent(e);
      t.dispatchEvent(e);
      return n;
    },
    "preventDefault": () => {
      const t = new EventTarget(), e = new Event("x", { cancelable: true }), stubborn = new Event("x");
      t.addEventListener("x", (e) => e.preventDefault());
      return [t.dispatchEvent(e), e.defaultPrevented, e.returnValue, t.dispatchEvent(stubborn), stubborn.defaultPrevented];
    },
    "stopImmediatePropagation": () => {
      const t = new EventTarget(), seen = [];
      t.addEventListener("x", (e) => (seen.push(1), e.stopImmediatePropagation()));
      t.addEventListener("x", () => seen.push(2));
      t.dispatchEvent(new Event("x"));
      return seen;
    },
    "stopPropagation and cancelBubble": () => {
      const e = new Event("x"), before = e.cancelBubble;
      e.stopPropagation();
      const f = new Event("x");
      f.cancelBubble = true;
      return [before, e.cancelBubble, f.cancelBubble];
    },
    "a listener that throws": ({ caught }) => caught(() => {
      const t = new EventTarget(), seen = [];
      t.addEventListener("x", () => {
        throw new RangeError("mine");
      });
      t.addEventListener("x", () => seen.push(2));
      const said = t.dispatchEvent(new Event("x"));
      return [said, seen];
    }),
    "listeners added and removed meanwhile": () => {
      const t = new EventTarget(), seen = [], later = () => seen.push("later");
      t.addEventListener("x", () => {
        seen.push(1);
        t.addEventListener("x", () => seen.push("added"));
        t.removeEventListener("x", later);
      });
      t.addEventListener("x", later);
      t.dispatchEvent(new Event("x"));
      return seen;
    },
    "a subclass of EventTarget": () => {
      class Mine extends EventTarget {
        go() {
          return this.dispatchEvent(new Event("x"));
        }
      }
      const t = new Mine();
      let n = 0;
      t.addEventListener("x", () => n++);
      return [t.go(), n];
    },
    "an onx attribute of one's own is nothing": () => {
      const t = new EventTarget();
      let n = 0;
      t.onx = () => n++;
      t.dispatchEvent(new Event("x"));
      return n;
    },
    "CustomEvent": () => [new CustomEvent("x", { detail: { a: 1 } }).detail, new CustomEvent("x").detail, new CustomEvent("x") instanceof Event, new CustomEvent("x", { bubbles: true }).bubbles],
    "MessageEvent": () => {
      const e = new MessageEvent("m", { data: { a: 1 }, origin: "http://o", lastEventId: "7" });
      return [e.type, e.data, e.origin, e.lastEventId, e.source, e.ports, e instanceof Event];
    },
    "MessageEvent by default": () => {
      const e = new MessageEvent("m");
      return [e.data, e.origin, e.lastEventId, e.source, e.ports];
    },
    "CloseEvent": () => {
      const e = new CloseEvent("c", { code: 1001, reason: "r", wasClean: true }), d = new CloseEvent("c");
      return [e.code, e.reason, e.wasClean, d.code, d.reason, d.wasClean];
    },
    "ErrorEvent": () => {
      const e = new ErrorEvent("e", { message: "m", filename: "f", lineno: 1, colno: 2, error: new RangeError("mine") }), d = new ErrorEvent("e");
      return [e.message, e.filename, e.lineno, e.colno, e.error, d.message, d.filename, d.lineno, d.error];
    },
    ...each("cannot be made by a program", ["PromiseRejectionEvent", "FetchEvent", "ScheduledEvent", "ExtendableEvent", "TailEvent"], ({ caught }, name) => caught(() => typeof new globalThis[name]("x"))),
    "constants": () => [Event.NONE, Event.CAPTURING_PHASE, Event.AT_TARGET, Event.BUBBLING_PHASE, new Event("x").AT_TARGET],
    "tags and keys": () => [new Event("x"), new EventTarget(), new CustomEvent("x"), new MessageEvent("x"), new CloseEvent("x"), new ErrorEvent("x")].map((o) => [Object.prototype.toString.call(o), Object.keys(o)]),
    "illegal this": ({ caught }) => Promise.all([caught(() => EventTarget.prototype.addEventListener.call({}, "x", () => {})), caught(() => Event.prototype.preventDefault.call({})), caught(() => Object.getOwnPropertyDescriptor(Event.prototype, "type").get.call({}))]),
    "the global is a target": () => {
      const seen = [], f = (e) => seen.push([e.type, e.target === globalThis]);
      addEventListener("mine", f);
      dispatchEvent(new Event("mine"));
      removeEventListener("mine", f);
      dispatchEvent(new Event("mine"));
      return seen;
    },
    "the global's classes": () => [globalThis instanceof EventTarget, typeof ServiceWorkerGlobalScope, typeof WorkerGlobalScope, Object.prototype.toString.call(globalThis), self === globalThis],
    "DOMException": () => {
      const e = new DOMException("m", "AbortError"), d = new DOMException(), n = new DOMException("m", { name: "x", cause: 5 });
      return [e.name, e.message, e.code, d.name, d.message, d.code, n.name, n.cause, e instanceof Error, `${e}`, typeof e.stack, Object.prototype.toString.call(e)];
    },
    ...each("the code of", ["IndexSizeError", "NotFoundError", "NotSupportedError", "InvalidStateError", "SyntaxError", "InvalidAccessError", "TimeoutError", "AbortError", "QuotaExceededError", "DataCloneError", "NetworkError", "OperationError", "EncodingError", "mine"], (_, name) => new DOMException("", name).code),
    "DOMException's stack": () => [new DOMException("m", "N").stack.split("\n")[0], Object.hasOwn(new DOMException(), "stack"), Object.keys(new DOMException("m"))],
    "DOMException's odd arguments": ({ caught }) => Promise.all([caught(() => new DOMException(null, null).name), caught(() => new DOMException({}, 5).message), caught(() => new DOMException("m", { cause: undefined }).cause)]),
    "constants of DOMException": () => [DOMException.ABORT_ERR, DOMException.prototype.DATA_CLONE_ERR, new DOMException().NOT_FOUND_ERR],
    "structuredClone of a DOMException": () => {
      const c = structuredClone(new DOMException("m", "AbortError"));
      return [c instanceof DOMException, c.name, c.message, c.code];
    },
    "a DOMException is an Error": () => [Error.prototype.isPrototypeOf(new DOMException()), Object.getPrototypeOf(DOMException.prototype) === Error.prototype, Error.isError?.(new DOMException())],
  },
};
