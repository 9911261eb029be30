// Why a case may differ: area, then the case's name, then one sentence. What is not here makes the lane fail.
const page = "Selvedge shows Cloudflare's error page (1101) with a ray id where workerd says only `Internal Server Error`";
const surrogate = "a lone surrogate has no UTF-8: it becomes U+FFFD, where workerd writes its three bytes one by one";
const accessor = "an accessor without a setter is refused in V8's words for accessors; workerd's are native properties";
const internalName = "the same error; workerd's words hold the mangled name of a C++ type";
const importer = "the message also names the module that asked, and the name as it was written";
const devtools = "workerd hands this method to its inspector alone; Selvedge shows it in the tail and the logs, where somebody can see it";
const headerName = "the name could not be sent: it is refused where it is made, not when the message leaves";

const jurisdiction = "workerd leaves jurisdictions to Cloudflare's edge; here an id carries its own";
const limit = "the limit that Cloudflare documents and enforces; workerd alone knows none";
const answered = "a close that no handler answered is answered after it, so that no client waits for good";

const waiting = "both ends hear of the chunk that is none; in workerd the reader waits for good";
const older = "SQLite is the system's own, 3.40 or newer; workerd brings a later release along";
const foreign = "a refusal in other words: the system's SQLite has it and it may not be used, workerd's has it not";
const counting = "SQLite itself counts no rows; what is counted from its plan is exact but for loops within loops";

const proxies = "JavaScript cannot tell a proxy of a plain object from a plain object: it is copied as one";

/** For cases that are asked of an object and of a service. */
const twice = (list) => Object.fromEntries(Object.entries(list).flatMap(([name, why]) => [[`object: ${name}`, why], [`service: ${name}`, why]]));

export const reasons = {
  headers: {
    'made from: [["","x"]]': headerName,
    'made from: {"ä":"1"}': headerName,
    'refuses a name: ""': headerName,
    'refuses a name: "é"': headerName,
    'refuses or trims a value: "\\ud800"': surrogate,
    "entries is the iterator": "the standard wants one function under both names",
    "without new": "the class says it in the words of the language",
  },
  request: {
    "without new": "the class says it in the words of the language",
    "its properties cannot be set": accessor,
    fetcher: "comes with RPC",
  },
  response: {
    'statusText: "☃"': "a reason phrase that HTTP/1.1 cannot carry is refused where it is made",
    "a stream of text is refused": "an answer's chunks have to be bytes, as the standard says; workerd encodes text since this year",
    "an answer that is no Response": page,
    "an answer of null": page,
    "no answer": page,
    "a handler that throws": page,
    "a used response as an answer": page,
    "its properties cannot be set": accessor,
    "without new": "the class says it in the words of the language",
  },
  readable: {
    "from, with a next that is no object": "the standard's error in other words: an iterator's result has to be an object",
  },
  bytestreams: {
    "readAtLeast of: -1": "the same refusal; workerd shows the number as unsigned",
    "cancel with a BYOB read waiting": "the standard gives `undefined` to the waiting read, workerd an empty view",
  },
  writable: {
    "FixedLengthStream with too little": "the writer hears of it too, not only the reader",
    "FixedLengthStream with too much": "the write is rejected and the reader hears why; in workerd the whole request fails with an internal error",
    "CountQueuingStrategy of: undefined": internalName,
    "CountQueuingStrategy of: null": internalName,
  },
  pipe: {
    "a signal": "the standard aborts the destination first and then cancels the source",
    "pipeThrough of: undefined": internalName,
    "pipeThrough of: null": internalName,
  },
  blob: {
    'a blob of: () => ["\\ud800"]': surrogate,
    'a file named: "\\ud800"': surrogate,
  },
  form: {
    "values become text": surrogate,
    "there and back": "workerd cannot read back the line break that it wrote into a file's name; here the form survives",
  },
  url: {
    'sets: "origin", "http://q"': accessor,
    "URL without new": "the class says it in the words of the language",
  },
  params: {
    'parses: "a=%ff"': "the text is kept as characters, as the standard says; workerd keeps the bytes and writes them back",
    'parses: "a=%ED%A0%80"': "the text is kept as characters, as the standard says; workerd keeps the bytes and writes them back",
  },
  urlpattern: {
    'refuses: "http://[/"': "the standard lets a pattern hold an open bracket; it matches nothing",
    "its properties cannot be set": accessor,
  },
  compression: {
    "a chunk of no bytes breaks both ends: null": waiting,
    "a chunk of no bytes breaks both ends: 3": waiting,
    "a chunk of no bytes breaks both ends: {}": waiting,
    'a chunk of no bytes breaks both ends: "a"': waiting,
  },
  encoding: {
    "decode with options: null": internalName,
    "a decoder with options: null": internalName,
  },
  events: {
    preventDefault: "`returnValue` tells the opposite of `defaultPrevented`, as the standard says",
    "the global's classes": "globalThis is an EventTarget, as the standard says",
  },
  messages: {
    "refuses: () => new Proxy({}, {})": "JavaScript cannot tell a proxy of a plain object from a plain object: it is cloned as one",
    "an error's own things": "the stack of the clone starts with the name that the error was given",
    "transfer of a detached one": "a buffer that was given away cannot be given again, as the standard says",
  },
  scope: {
    "an unhandled rejection": "the event can be cancelled, as the standard says, and then nothing is logged",
    "Date stands still": "time stands still between I/O, as on Cloudflare; workerd alone lets it run",
    SharedArrayBuffer: "there is no shared memory: isolates have nobody to share it with, and it would be a fine clock",
  },
  websocket: {
    'send of: () => new Blob(["x"])': "a Blob is sent as its bytes, as the standard says; workerd sends the text [object Blob]",
    'send of: () => "\\ud800"': surrogate,
    "a client is echoed": "a Blob is sent as its bytes, as the standard says; workerd sends the text [object Blob]",
    "the server throws in a listener": "the error is logged and the socket lives on; in workerd the connection breaks",
    "101 without an upgrade": page,
    "an accepted socket in an answer": "the mistake is an error page before the upgrade; workerd upgrades and then breaks off",
    "outgoing by its constructor": "`protocol` is empty when none was agreed on, as the standard says",
  },
  eventsource: {
    'from a text of: "id: a\\u0000b\\ndata: s\\n\\n"': "the standard wants an id with a NUL ignored",
  },
  console: {
    'logs: () => Symbol("s")': "the symbol's description is shown, not an empty object",
    'logs: () => "\\ud800"': "a lone surrogate has no UTF-8, in which the tail is sent",
    'level: "trace"': devtools,
    'level: "dir"': devtools,
    'level: "dirxml"': devtools,
    'level: "table"': devtools,
    'level: "group"': devtools,
    'level: "groupCollapsed"': devtools,
    "count and countReset": devtools,
    assert: devtools,
  },
  digest: {
    'PBKDF2: "SHA-256", 100001, 256': "Cloudflare's limit of 100,000 iterations holds here; workerd alone has none",
  },
  outgoing: {
    "a stream that breaks": "the error of the body rejects the fetch; workerd ends the body as if it were whole",
    'sends the header: "expect", "100-continue"': "the platform's own connection decides whether to wait before it sends a body",
    'a redirect to another scheme: "ftp://a/"': "the redirect is refused in words; workerd reports an internal error",
    'a redirect to another scheme: "file:///x"': "the redirect is refused in words; workerd reports an internal error",
    "fetch with another this": "`fetch` works whatever `this` is",
  },
  modules: {
    'import() of: "./none.js"': importer,
    'import() of: "nonsense"': importer,
    'import() of: ""': importer,
    'import() of: "http://a/x.js"': importer,
    'import() of: "node:fs"': `${importer}; Node's modules come later`,
    'import() of: "cloudflare:none"': importer,
    "import.meta": "`url` and `main` are there, as in the newer module registry of workerd",
    "process.env is not there": "`process` comes with Node's modules",
    'a service\'s address: "/relative"': "a path alone is taken as one of the other Worker, as older compatibility dates have it",
    "a service's shape": "JSON asks a binding for `toJSON`, which is over there as every other member; V8 does not ask workerd's native bindings",
    ctx: "`access`, `cache`, `exports` and `tracing` come with the parts of the platform that they belong to",
  },
  hostile: {
    "Promise.prototype.then throws": "a stream still gives its bytes; workerd's gives nothing",
    "Promise.prototype.then gone": "the Worker still answers; workerd's request fails",
    "Promise.prototype.constructor poisoned": page,
    "Promise[Symbol.species] poisoned": "waiting for the handler's promise asks the species, as `then` does: the Worker that poisoned it fails",
    "globalThis is given a prototype of its own": "the platform's names are the global object's own, so they stay",
    "answers after: Promise.prototype.then throws": page,
    "answers after: Object.prototype has getters of options": page,
    "a fake Response": page,
    "a proxy of a Response": page,
  },
  objects: {
    "a lone surrogate as a name": surrogate,
    'a unique id with: {"jurisdiction":"mars"}': jurisdiction,
    'a unique id with: {"jurisdiction":""}': jurisdiction,
    'jurisdiction: "eu"': jurisdiction,
    'jurisdiction: "fedramp"': jurisdiction,
    'jurisdiction: "mars"': jurisdiction,
    'jurisdiction: ""': jurisdiction,
    "an aborted call": "the same error; workerd marks what its own caller gave up as retryable",
  },
  storage: {
    '129 keys: "put"': limit,
    '129 keys: "get"': limit,
    '129 keys: "delete"': limit,
    "a key's length: 2049": limit,
    "a key's length: 5000": limit,
    "a key's length counts bytes": limit,
    'a key of: "\\ud800"': surrogate,
    bookmarks: "workerd alone has no points in time to go back to; Cloudflare and Selvedge have",
  },
  transactions: {
    [`a sync key of: "${"k".repeat(2049)}"`]: limit,
  },
  sql: {
    'a binding of: () => "\\ud800"': surrogate,
    "gives: \"SELECT typeof(jsonb('[1]')), json(jsonb('[1]'))\"": older,
    "gives: \"SELECT hex('abc'), unhex('616263'), quote('it''s'), printf('%05d|%s|%.2f', 42, 'x', 1.005), format('%d', 7), substr('hello', 2, 3), instr('hello', 'l'), replace('aaa', 'a', 'b'), trim('  x '), upper('ä'), unicode('a'), soundex('x')\"": older,
    "gives: \"SELECT concat('a', NULL, 'b'), concat_ws('-', 'a', 'b'), octet_length('ü')\"": older,
    "gives: \"SELECT string_agg(name, ',' ORDER BY id DESC) FROM t\"": older,
    'gives: "EXPLAIN QUERY PLAN SELECT * FROM t WHERE id = 1"': older,
    'gives: "SELECT 0x10, 1_000"': older,
    "refuses: \"SELECT fts3_tokenizer('simple')\"": foreign,
    'refuses: "SELECT * FROM dbstat"': foreign,
    "a cursor after its table is gone": "rows come in pages: a cursor whose rows are all there holds no table",
    "a long result in pages": counting,
    'rows read by: "SELECT * FROM t a, t b"': counting,
    'rows written by: "DROP TABLE t"': "the rows that are read are those of the schema, which has other tables of the platform's own in it",
    'a limit: () => ["a deep expression", `SELECT ${"(".repeat(150)}1${")".repeat(150)}`]': older,
    "databaseSize cannot be set": accessor,
  },
  gates: {
    "storage before timers": "what SQLite answers is there at once; workerd's promises take a microtask longer",
  },
  hibernation: {
    "the client closes": answered,
    "the client closes, and nobody answers": answered,
  },
  facets: {
    "what a stub is": "the class of bindings has two names in workerd, which shows now one of them, now the other",
    "no options": internalName,
  },
  resets: {
    "abort and a stream that was on its way": "the stream breaks off as it does when a connection is lost",
    "globals are shared by the objects of an isolate": "objects of one class are spread over isolates, so nobody may count on a shared global",
  },
  exposed: {
    ...Object.fromEntries(["own", "f", "g", "deep", "x", "inherited", "none"].map((name) => [`a plain object by reference: "${name}"`, "that a result could not be sent is also remote to the calls that went on from it"])),
    "a proxy of a target": "a proxy of a target is one: methods are reached on results to come as on those that are there",
    'a name that is reserved: "connect"': "service bindings take no TCP connections yet",
  },
  values: twice({
    "there and back: () => new Proxy({ a: 1 }, {})": proxies,
    "there and back: () => new Proxy([1], {})": proxies,
    "there and back: () => (function () { return arguments; })(1)": "arguments of a function are the object that they look like",
    'there and back: () => new Intl.NumberFormat("en")': "the same refusal, in the words for classes that the platform knows",
    'an error given: "loop"': "an error may hold itself; workerd cannot read what it wrote",
    'an error thrown: "loop"': "an error may hold itself; workerd cannot read what it wrote",
    "too many bytes": "the same limit; the size that is named is that of another encoding",
    "a stream cancelled over here": "the source hears that it was cancelled, not that a connection was lost",
    "a writable, given up": "the stream hears the reason that it was given up for",
    "a stub of a stub": "a stub over a stub leads to what that leads to",
  }),
  rpc: {
    'service: the name "__proto__"': "a proxy stands behind the prototype of bindings, so that they have every member",
    "object: too large an argument": "the same limit; the size that is named is that of another encoding",
    "service: too large an argument": "the same limit; the size that is named is that of another encoding, and the same in some runs only",
  },
};
