// What each kind of object promises, as a model for the checker, and the operations that clients ask of it.
const accounts = ["a", "b", "c", "d"];
const counterWays = ["kv", "sql", "memory", "facet"], bankWays = ["sql", "kv", "transaction"];

const counter = {
  initial: 0,
  step: (n, { method, value }) => {
    const after = method === "add" ? n + 1 : n;
    return value === undefined || value === after ? after : undefined;
  },
  effect: ({ method }) => (method === "add" ? "add" : undefined),
  key: String,
};

const list = {
  initial: [],
  step: (items, { method, args, value }) => {
    if (method === "append") return value === undefined || value === items.length + 1 ? [...items, args[0]] : undefined;
    return value === undefined || (value.length === items.length && value.every((item, i) => item === items[i])) ? items : undefined;
  },
  effect: ({ method, args }) => (method === "append" ? args[0] : undefined),
  key: (items) => items.join(),
  /**
   * A list only grows, so the longest that was read tells the place of each of its items: an append that would put one elsewhere
   * was not the next, and one in doubt whose item is not in there never happened. Without that, a few dozen of those in doubt
   * can be put in more orders than anybody can try.
   */
  knowing(operations) {
    const longest = operations.filter((o) => o.method === "read" && o.value).reduce((most, { value }) => (value.length > most.length ? value : most), []);
    const places = new Map(longest.map((item, i) => [item, i]));
    return {
      ...list,
      step: (items, operation) => {
        const known = operation.method === "append" ? places.get(operation.args[0]) : undefined;
        return known !== undefined && known !== items.length ? undefined : list.step(items, operation);
      },
      effect: (operation) => (places.has(operation.args[0]) ? list.effect(operation) : undefined),
    };
  },
};

function transferred(balances, [, from, to, amount]) {
  const after = balances.slice(), [giver, taker] = [accounts.indexOf(from), accounts.indexOf(to)];
  if (after[giver] < amount) return undefined;
  after[giver] -= amount;
  after[taker] += amount;
  return after;
}

const bank = {
  initial: accounts.map(() => 100),
  step: (balances, { method, args, value }) => {
    if (method === "read") return value === undefined || `${value}` === `${balances}` ? balances : undefined;
    const after = transferred(balances, args);
    if (value === undefined) return after ?? balances;
    if (value === null) return after ? undefined : balances; // refused for want of money
    return after && `${value}` === `${after}` ? after : undefined;
  },
  effect: ({ method, args }) => (method === "transfer" ? `${args}` : undefined),
  key: String,
};

export const models = { Counter: counter, List: list, Bank: bank };

/** The objects of a run: a few, so that callers meet, and each kept in one way. */
export function population(round) {
  return [
    ...counterWays.flatMap((way) => [0, 1].map((i) => ({ kind: "Counter", name: `${way}-${i}`, way }))),
    ...bankWays.map((way) => ({ kind: "Bank", name: way, way })),
    // Lists are new in each round, so that they stay short; those of before are looked at again.
    ...[0, 1].map((i) => ({ kind: "List", name: `${round}-${i}` })),
  ];
}

export const reading = ({ kind, name, way }) => ({ kind, name, method: "read", args: way ? [way] : [] });

let item = 0;

/** One operation of a client; `pick(n)` gives a number below n. */
export function operation(object, pick) {
  const { kind, name, way } = object;
  if (pick(6) === 0) return reading(object);
  if (kind === "Counter") return { kind, name, method: "add", args: [way] };
  if (kind === "List") return { kind, name, method: "append", args: [++item] };
  const from = pick(4), to = (from + 1 + pick(3)) % 4;
  return { kind, name, method: "transfer", args: [way, accounts[from], accounts[to], 1 + pick(60)] };
}
