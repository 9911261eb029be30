package dev.selvedge.turn;

/**
 * The words of the turn protocol: kinds of records, flags and codes, as plain ints because both ends read them by the million.
 *
 * <p>A record is eight ints: {@code kind, id, a, b, c, d, e, f}. The node gives out positive ids (requests), an isolate negative
 * ones (its own operations). What each column means is told beside each kind; which columns are lengths of text parts, and in
 * what order and encoding the parts follow, is the table in {@link TextColumns}.
 */
public final class Wire {
    private Wire() {}

    /** Ints of one record. */
    public static final int RECORD_INTS = 8;

    /** Bytes of one record. */
    public static final int RECORD_BYTES = RECORD_INTS * Integer.BYTES;

    /** Bytes that may be under way uncredited on one byte stream, each way. */
    public static final int WINDOW_BYTES = 256 * 1024;

    /** From the node to an isolate. */
    public static final class In {
        private In() {}

        /** a=flags b=url c=headers d=body e=entry point, or actor if the flags say so, f=cf: texts url, headers, body, cf JSON. */
        public static final int REQUEST = 1;
        /** a=type b=JSON c=actor or 0: an event that is no request. */
        public static final int EVENT = 2;
        /** a=offset b=length: a chunk of the incoming body lies in the arena. */
        public static final int SLOT = 3;
        /** a=bytes: a chunk of the incoming body, one char per byte. */
        public static final int BYTES = 4;
        /** The incoming body is complete. */
        public static final int END = 5;
        /** a=code b=message: the incoming body broke off. */
        public static final int BROKEN = 6;
        /** a=flags b=url c=headers d=body e=status f=status text: the answer to a FETCH. */
        public static final int REPLY = 7;
        /** a=code b=message: an operation failed. */
        public static final int REFUSED = 8;
        /** a=text: an operation yielded a value; a timer fired. */
        public static final int VALUE = 9;
        /** a=bytes b=slot+1 or 0: outgoing bytes were written. */
        public static final int CREDIT = 10;
        /** a=reason: nobody waits for this request any more. */
        public static final int ABORT = 11;
        /** a=text b=1 if it holds more than ASCII (then: UTF-8 bytes, one char each). */
        public static final int WS_TEXT = 12;
        /** a=bytes, or a=0 b=offset c=length in the arena. */
        public static final int WS_BINARY = 13;
        /** a=code b=reason c=1 if clean. */
        public static final int WS_CLOSE = 14;
        /** a=JSON: the id is an actor that this isolate is to hold; the first event of it follows. */
        public static final int ACTOR = 15;
        /** a=actor b=socket c=one of {@link SocketEvent} d=payload e=close code f=1 if clean: text is UTF-8, one char per byte. */
        public static final int SOCKET_EVENT = 16;
        /** a=one of {@link Evict}: the id is an actor that has to leave. The engine says ACTOR_CLOSED. */
        public static final int EVICT = 17;
        /** a=socket b=time in ms, low c=high: the id is an actor, one of whose sockets was answered without it. */
        public static final int AUTO_RESPONDED = 18;
    }

    /** From an isolate to the node. */
    public static final class Out {
        private Out() {}

        /** a=flags b=status c=status text d=headers e=body f=CPU µs. */
        public static final int RESPONSE = 1;
        /** a=offset b=length c=1 if END follows. */
        public static final int SLOT = 3;
        /** a=bytes b=1 bytes, 0 text c=1 if END follows. */
        public static final int BYTES = 4;
        /** The outgoing body is complete. */
        public static final int END = 5;
        /** a=code b=message. */
        public static final int BROKEN = 6;
        /**
         * a=context b=flags c=url d=headers e=body f=target (0 internet, n = binding n-1, -n = own entry point n-1, {@link
         * #TO_FACET}). In the place of a body that streams stands its length as a decimal number, if it is known.
         */
        public static final int FETCH = 7;
        /** a=context b=delay in ms. */
        public static final int TIMER = 8;
        /** An operation is not wanted any more. */
        public static final int CANCEL = 9;
        /** a=bytes consumed b=slot+1 or 0. The first of a stream, which comes only when it is asked for, asks. */
        public static final int CREDIT = 10;
        /** a=outcome b=CPU µs c=JSON: the context is over. */
        public static final int DONE = 11;
        /** a=text. */
        public static final int WS_TEXT = 12;
        /** a=bytes, or a=0 b=offset c=length in the arena. */
        public static final int WS_BINARY = 13;
        /** a=code b=reason. */
        public static final int WS_CLOSE = 14;
        /** a=failure b=1 if the Worker asked for pass-through c=JSON of the error for TUNNEL: there will be no response. DONE follows. */
        public static final int FAILED = 15;
        /**
         * a=payload b=1 if another part of the same commit follows: what an actor's database took up in this turn. Parts consist of
         * whole frames, the first of them behind the header. The id is the actor. Said by the engine itself, before the records of
         * the turn.
         */
        public static final int COMMIT = 16;
        /** a=JSON of an error: the actor is broken, and what is in flight at it fails so. */
        public static final int ACTOR_RESET = 17;
        /** a=1 if its file holds everything b=sequence low c=high: the actor's database is closed. Said by the engine itself. */
        public static final int ACTOR_CLOSED = 18;
        /** a=context: VALUE comes when everything that the context's actor wrote until now is durable. */
        public static final int SYNC = 19;
        /** a=context b=JSON: asks for a bookmark, or for one to be restored. */
        public static final int BOOKMARK = 20;
        /** a=socket b=JSON: the id is an actor, which accepted a socket that may outlive it, or changed what is attached to it. */
        public static final int SOCKET = 21;
        /** a=socket b=0 text, 1 bytes, 2 close c=payload d=close code: the id is an actor. */
        public static final int SOCKET_SEND = 22;
        /** a=request b=response: what the actor's sockets answer without it. */
        public static final int AUTO_RESPONSE = 23;
        /** a=one of {@link Facet} b=name c=text: the id is an actor, which does something to its facets. */
        public static final int FACET = 24;

        /** The target of a FETCH by an actor that calls a facet of its own, which the first line of the headers names. */
        public static final int TO_FACET = Integer.MIN_VALUE;
    }

    /** FACET, column a. */
    public static final class Facet {
        private Facet() {}

        /** It ends; text is JSON of the error that its callers get. */
        public static final int ABORT = 1;
        /** The same, and what it stored is deleted. */
        public static final int DELETE = 2;
        /** All of them are deleted, whatever their names. */
        public static final int DELETE_ALL = 3;
        /** It is deleted, and becomes a copy of the one that the text names. */
        public static final int COPY = 4;
    }

    /** SOCKET_EVENT, column c. */
    public static final class SocketEvent {
        private SocketEvent() {}

        public static final int TEXT = 1;
        public static final int BINARY = 2;
        public static final int CLOSE = 3;
        public static final int ERROR = 4;
    }

    /** EVICT, column a. */
    public static final class Evict {
        private Evict() {}

        /** The database is checkpointed and closed. */
        public static final int IN_ORDER = 0;
        /** What is not committed is thrown away, and the file is left as it is. */
        public static final int DISCARD = 1;
    }

    /** REFUSED, column a, beside the codes of fetches. */
    public static final class Refused {
        private Refused() {}

        /** The message is JSON of an error that another Worker threw. */
        public static final int ERROR = 16;
    }

    /** Request methods, the low eight bits of the flags. {@link #OTHER} means: see the {@code :method} line of the headers. */
    public static final class Method {
        private Method() {}

        public static final int OTHER = 0;
        public static final int GET = 1;
        public static final int HEAD = 2;
        public static final int POST = 3;
        public static final int PUT = 4;
        public static final int DELETE = 5;
        public static final int OPTIONS = 6;
        public static final int PATCH = 7;

        private static final String[] NAMES = {"", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"};

        /** The code of a method's name, {@link #OTHER} if it has none. Names are case-sensitive, as in RFC 9110. */
        public static int code(String name) {
            for (int code = 1; code < NAMES.length; code++) {
                if (NAMES[code].equals(name)) {
                    return code;
                }
            }
            return OTHER;
        }

        /** The name of a code, or "" for {@link #OTHER} and for what is no code. */
        public static String name(int code) {
            return code > 0 && code < NAMES.length ? NAMES[code] : "";
        }
    }

    /** How a body travels, bits 8 to 10 of the flags. */
    public static final class Body {
        private Body() {}

        public static final int NONE = 0;
        public static final int ASCII = 1;
        public static final int BYTES = 2;
        public static final int STREAM = 3;
        /** Text with more than ASCII; only from an isolate, and UTF-8 by the time the node sees it. */
        public static final int TEXT = 4;
        /**
         * A stream that came for the isolate is passed on, and does not enter it. In the body's place stands the stream's id as a
         * decimal number. Only from an isolate, which then hears END or BROKEN under that id.
         */
        public static final int JOINED = 5;

        public static int of(int flags) {
            return flags >>> 8 & 7;
        }

        public static int flag(int kind) {
            return kind << 8;
        }
    }

    /** Further bits of the flags. */
    public static final class Flag {
        private Flag() {}

        /** REQUEST. */
        public static final int HTTP2 = 1 << 12;
        /** REQUEST. */
        public static final int TLS = 1 << 13;
        /** REPLY: the answer came from another address than the one that was asked for. */
        public static final int REDIRECTED = 1 << 16;
        /** RESPONSE: the context is done, its outcome is ok, and it logged nothing; no DONE follows. */
        public static final int FINAL = 1 << 16;
        /** RESPONSE, REPLY, FETCH: a WebSocket was accepted, or is asked for. REQUEST with RPC: the call goes on over a link. */
        public static final int WEB_SOCKET = 1 << 17;
        /** RESPONSE: the body is plain, and the node puts it into the encoding that content-encoding names. */
        public static final int ENCODE = 1 << 18;
        /** RESPONSE with WEB_SOCKET: the other end is an actor's; its number stands in the body's place. */
        public static final int HIBERNATES = 1 << 19;
        /** REQUEST: the entry point is an actor. */
        public static final int ACTOR = 1 << 20;
        /** REQUEST, FETCH: the body is a call of a method, whose name stands in the URL's place; the answer's body is what it gave. */
        public static final int RPC = 1 << 21;
        /** REQUEST: the caller is a Worker, which wants to know the exception. */
        public static final int TUNNEL = 1 << 22;
        /**
         * REQUEST, FETCH of an own entry point: the header block begins with a line {@code :props: JSON}, what the callee sees as
         * {@code ctx.props}. Of other FETCHes the node does not believe it.
         */
        public static final int PROPS = 1 << 23;
        /** FETCH: the body of the answer is not unpacked. */
        public static final int AS_IT_COMES = 1 << 18;

        /** FETCH: redirect mode. */
        public static int redirectMode(int flags) {
            return flags >>> 12 & 3;
        }

        public static final int REDIRECT_FOLLOW = 0;
        public static final int REDIRECT_MANUAL = 1;
        public static final int REDIRECT_ERROR = 2;
    }

    /** WS_CLOSE of a call's link, column a: the reason is JSON of the error that the actor at the other end was reset with. */
    public static final int LINK_RESET = 4900;

    /** BROKEN to an isolate, column a. */
    public static final class Broken {
        private Broken() {}

        /** Whoever sent the body is gone, or too slow. */
        public static final int LOST = 1;
        /** The body is not what its headers say. */
        public static final int MALFORMED = 2;
    }

    /** EVENT, column a. */
    public static final class EventType {
        private EventType() {}

        public static final int SCHEDULED = 1;
        public static final int ALARM = 2;
    }

    /** ABORT, column a. */
    public static final class AbortReason {
        private AbortReason() {}

        public static final int CLIENT_GONE = 1;
        public static final int DRAINING = 2;
    }

    /** DONE, column a: how a context ended, as tail events name it. */
    public static final class Outcome {
        private Outcome() {}

        public static final int OK = 0;
        public static final int EXCEPTION = 1;
        public static final int EXCEEDED_CPU = 2;
        public static final int EXCEEDED_MEMORY = 3;
        public static final int CANCELED = 4;
        public static final int SCRIPT_NOT_FOUND = 5;
        public static final int EXCEEDED_SUBREQUESTS = 6;
    }

    /** FAILED, column a: why there will be no response. */
    public static final class Failure {
        private Failure() {}

        public static final int EXCEPTION = 1;
        public static final int EXCEEDED_CPU = 2;
        public static final int EXCEEDED_MEMORY = 3;
        /** No response, and nothing left that could still bring one. */
        public static final int HUNG = 4;

        public static final int NOT_A_RESPONSE = 5;
    }

    /** The reason given to the JavaScript function {@code killed}. */
    public static final class Killed {
        private Killed() {}

        public static final int CPU = 2;
        public static final int MEMORY = 3;
    }
}
