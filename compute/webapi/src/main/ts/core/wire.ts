// The numbers of the turn protocol. The Java side keeps the same list in `dev.selvedge.turn.Wire`.

export const RECORD = 8;
export const AREA_INTS = 16384;
export const HEADER = 16;
export const RECORDS_PER_AREA = 2046;
export const SLOT_BYTES = 65536;
export const WINDOW_BYTES = 262144;

// Node to isolate.
export const IN_REQUEST = 1;
export const IN_EVENT = 2;
export const IN_SLOT = 3;
export const IN_BYTES = 4;
export const IN_END = 5;
export const IN_BROKEN = 6;
export const IN_REPLY = 7;
export const IN_REFUSED = 8;
export const IN_VALUE = 9;
export const IN_CREDIT = 10;
export const IN_ABORT = 11;
export const IN_WS_TEXT = 12;
export const IN_WS_BINARY = 13;
export const IN_WS_CLOSE = 14;
export const IN_ACTOR = 15;
export const IN_SOCKET_EVENT = 16;
export const IN_EVICT = 17;
export const IN_AUTO_RESPONDED = 18;

export const EVENT_SCHEDULED = 1;
export const EVENT_ALARM = 2;
export const SOCKET_TEXT = 1;
export const SOCKET_BINARY = 2;
export const SOCKET_CLOSE = 3;
export const SOCKET_ERROR = 4;
export const REFUSED_ERROR = 16;

// Isolate to node.
export const OUT_RESPONSE = 1;
export const OUT_SLOT = 3;
export const OUT_BYTES = 4;
export const OUT_END = 5;
export const OUT_BROKEN = 6;
export const OUT_FETCH = 7;
export const OUT_TIMER = 8;
export const OUT_CANCEL = 9;
export const OUT_CREDIT = 10;
export const OUT_DONE = 11;
export const OUT_WS_TEXT = 12;
export const OUT_WS_BINARY = 13;
export const OUT_WS_CLOSE = 14;
export const OUT_FAILED = 15;
export const OUT_ACTOR_RESET = 17;
export const OUT_SYNC = 19;
export const OUT_BOOKMARK = 20;
export const OUT_SOCKET = 21;
export const OUT_SOCKET_SEND = 22;
export const OUT_AUTO_RESPONSE = 23;
export const OUT_FACET = 24;

export const FACET_ABORT = 1;
export const FACET_DELETE = 2;
export const FACET_DELETE_ALL = 3;
export const FACET_COPY = 4;

export const BODY_NONE = 0;
export const BODY_ASCII = 1;
export const BODY_BYTES = 2;
export const BODY_STREAM = 3;
export const BODY_TEXT = 4;
export const BODY_JOINED = 5;

export const FLAG_FINAL = 1 << 16;
export const FLAG_REDIRECTED = 1 << 16;
export const FLAG_WEBSOCKET = 1 << 17;
export const FLAG_ENCODE = 1 << 18;
export const FLAG_AS_IT_COMES = 1 << 18;
export const FLAG_HIBERNATES = 1 << 19;
export const FLAG_ACTOR = 1 << 20;
export const FLAG_RPC = 1 << 21;
export const FLAG_TUNNEL = 1 << 22;
export const FLAG_PROPS = 1 << 23;

/** The code of a link's end, whose reason is JSON of an error. */
export const LINK_RESET = 4900;

export const BROKEN_MALFORMED = 2;

export const OUTCOME_OK = 0;
export const OUTCOME_EXCEPTION = 1;
export const OUTCOME_CPU = 2;
export const OUTCOME_MEMORY = 3;
export const OUTCOME_CANCELED = 4;

export const FAILED_EXCEPTION = 1;
export const FAILED_CPU = 2;
export const FAILED_MEMORY = 3;
export const FAILED_HUNG = 4;
export const FAILED_NOT_A_RESPONSE = 5;

/** FETCH: targets from here downwards are the Worker's own entry points. */
export const OWN_ENTRYPOINT = -1;
/** The target that means a facet of the Durable Object that calls. */
export const TO_FACET = -0x80000000;

export const METHODS = ['', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'];

// What the host function answers.
export const HOST_PART = 1;
export const HOST_SLOT = 2;
export const HOST_SLOT_FREE = 3;
export const HOST_IMPORT = 4;
export const HOST_RANDOM = 5;
export const HOST_UTF8_ENCODE = 6;
export const HOST_UTF8_DECODE = 7;
export const HOST_CRYPTO = 9;
export const HOST_CODEC_OPEN = 10;
export const HOST_CODEC_STEP = 11;
export const HOST_MAP_STACK = 12;
export const HOST_ENCODING_TABLE = 15;
export const HOST_LATIN1_ENCODE = 16;
export const HOST_LATIN1_DECODE = 17;
export const HOST_ACTOR_ID = 20;
export const HOST_SQL_OPEN = 21;
export const HOST_SQL_EXEC = 22;
export const HOST_SQL_NEXT = 23;
export const HOST_SQL_CLOSE = 24;
export const HOST_SQL_SIZE = 25;
export const HOST_SQL_SCOPE = 26;
export const HOST_KV_GET = 27;
export const HOST_KV_PUT = 28;
export const HOST_KV_DELETE = 29;
export const HOST_KV_LIST = 30;
export const HOST_KV_CLEAR = 31;
export const HOST_ALARM = 32;
export const HOST_ACTOR_CLOSE = 33;
