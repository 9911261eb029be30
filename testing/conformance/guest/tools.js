// What a case is handed, and how what it gives becomes JSON without hiding a difference.
const { isArray } = Array;
const { keys, getPrototypeOf, is, prototype: objects } = Object;
const { isView } = ArrayBuffer;
const Bytes = Uint8Array, Buffer = ArrayBuffer, Failure = Error, Time = Date, Text = String, Decoder = TextDecoder, Later = Promise;
const later = setTimeout;

/** Shared by the cases of one Worker that look at what an earlier request left behind. */
const memory = { log: [] };

export function hex(source) {
  const bytes = isView(source) ? new Bytes(source.buffer, source.byteOffset, source.byteLength) : new Bytes(source);
  let text = "";
  for (let i = 0; i < bytes.length; i++) text += (bytes[i] < 16 ? "0" : "") + bytes[i].toString(16);
  return text;
}

const nameOf = (value) => getPrototypeOf(value)?.constructor?.name ?? "null";

function said(error) {
  const kind = nameOf(error);
  return `${kind === error.name ? "" : `${kind} `}${error.name}: ${error.message}`;
}

function encodeObject(value, depth) {
  if (isArray(value)) {
    const list = [];
    for (let i = 0; i < value.length; i++) list[i] = encode(value[i], depth + 1);
    return list;
  }
  if (value instanceof Failure) return { $: said(value) };
  if (isView(value) || value instanceof Buffer) return { $: `${nameOf(value)} ${hex(value)}` };
  if (value instanceof Time) return { $: `Date ${value.getTime()}` };
  const plain = getPrototypeOf(value) === objects || getPrototypeOf(value) === null;
  const names = keys(value), copy = plain ? {} : { $: nameOf(value) };
  if (depth > 6) return { $: "deep" };
  for (let i = 0; i < names.length; i++) copy[names[i]] = encode(value[names[i]], depth + 1);
  return copy;
}

export function encode(value, depth = 0) {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return value - value === 0 && !is(value, -0) ? value : { $: is(value, -0) ? "-0" : Text(value) };
    case "object":
      return value === null ? null : encodeObject(value, depth);
    case "bigint":
      return { $: `${value}n` };
    case "function":
      return { $: `function ${value.name}` };
    default:
      return { $: Text(value) };
  }
}

/** What `run` gives, or the name and the message of what it throws. */
export async function caught(run) {
  try {
    return await run();
  } catch (error) {
    return error instanceof Failure ? said(error) : { thrown: error };
  }
}

/** Like `caught`, for what must throw at once and not later. */
function thrown(run) {
  try {
    run();
    return "nothing thrown";
  } catch (error) {
    return error instanceof Failure ? said(error) : { thrown: error };
  }
}

/** Every chunk of a stream, in order. */
async function collect(stream) {
  const reader = stream.getReader(), chunks = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return chunks;
    chunks[chunks.length] = value;
  }
}

async function textOf(stream) {
  const decoder = new Decoder();
  let text = "";
  for (const chunk of await collect(stream)) text += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

function bytesOf(...numbers) {
  return new Bytes(numbers);
}

export function tools(request, env, ctx) {
  return {
    request, env, ctx, memory, caught, thrown, collect, textOf, hex, bytes: bytesOf, origin: env.ORIGIN,
    wait: (ms) => new Later((done) => later(done, ms)),
  };
}
