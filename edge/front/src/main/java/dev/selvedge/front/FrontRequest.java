package dev.selvedge.front;

import dev.selvedge.base.Bytes;
import dev.selvedge.catalog.Target;
import dev.selvedge.net.Exchange;
import dev.selvedge.net.HeaderNames;
import dev.selvedge.observe.RayIds;
import dev.selvedge.observe.RequestEvent;
import dev.selvedge.workers.Outcome;
import dev.selvedge.workers.RequestFacts;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: its ray id, the facts that the Worker is told, and at the end the event that the access log and
 * the figures are made of. That event leaves when the exchange is closed and the Worker has ended, whichever comes last.
 */
final class FrontRequest implements RequestFacts {

    /** Headers that only the edge may set. A client that sends them would forge its address, place or ray. */
    private static final HeaderNames FORGEABLE = HeaderNames.of(
            "cf-ray",
            "cf-connecting-ip",
            "cf-connecting-ipv6",
            "cf-connecting-o2o",
            "cf-pseudo-ipv4",
            "cf-visitor",
            "cf-ipcountry",
            "cf-ipcontinent",
            "cf-ipcity",
            "cf-iplatitude",
            "cf-iplongitude",
            "cf-region",
            "cf-region-code",
            "cf-metro-code",
            "cf-postal-code",
            "cf-timezone",
            "cf-worker",
            "cf-ew-via",
            "cf-request-id",
            "cf-warp-tag-id",
            "true-client-ip",
            "x-real-ip",
            "x-forwarded-for",
            "x-forwarded-proto");

    private static final byte[] PLAIN_FACTS =
            Bytes.latin1("x-forwarded-proto: http\r\ncf-visitor: {\"scheme\":\"http\"}\r\ncf-ipcountry: XX\r\n");
    private static final byte[] TLS_FACTS =
            Bytes.latin1("x-forwarded-proto: https\r\ncf-visitor: {\"scheme\":\"https\"}\r\ncf-ipcountry: XX\r\n");
    private static final byte[] RAY = Bytes.latin1("cf-ray: ");
    private static final byte[] CONNECTING = Bytes.latin1("cf-connecting-ip: ");
    private static final byte[] REAL = Bytes.latin1("x-real-ip: ");
    private static final byte[] FORWARDED = Bytes.latin1("x-forwarded-for: ");
    private static final byte[] SERVER = Bytes.latin1("server: selvedge\r\n");
    /** More than all the lines above with their line ends, the ray and its place need, without addresses. */
    private static final int FIXED_ROOM = 256;

    private final Exchange exchange;
    private final FrontPorts ports;
    private final String clientIp;
    private final String host;
    private final long ray;
    private final long startMillis;
    private final long startNanos;

    private @Nullable Target target;
    private boolean workerRuns;
    private boolean closed;
    private long durationMicros;
    private String version = "";
    private String outcome = "";
    private long cpuMicros;

    FrontRequest(Exchange exchange, FrontPorts ports, String clientIp) {
        this.exchange = exchange;
        this.ports = ports;
        this.clientIp = clientIp;
        this.host = HostName.of(exchange.authority());
        this.ray = ports.rays().next();
        this.startMillis = ports.clock().wallMillis();
        this.startNanos = ports.clock().nanos();
    }

    Exchange exchange() {
        return exchange;
    }

    /** Lower case, without port; empty if the client sent nothing that could be a host. */
    String host() {
        return host;
    }

    /** Without the query. */
    String path() {
        String sent = exchange.target();
        int query = sent.indexOf('?');
        return query < 0 ? sent : sent.substring(0, query);
    }

    @Override
    public long ray() {
        return ray;
    }

    @Override
    public String clientIp() {
        return clientIp;
    }

    @Override
    public String cfJson() {
        return ports.cf().of(exchange.version(), exchange.secure());
    }

    @Override
    public int requestHeadersRoom() {
        // What the client sent counts twice: its own x-forwarded-for is repeated in ours.
        return 2 * exchange.headers().byteLength() + FIXED_ROOM + 3 * clientIp.length();
    }

    @Override
    public void putRequestHeaders(ByteBuffer sink) {
        exchange.headers().copyTo(sink, FORGEABLE);
        putRay(sink);
        putAddress(sink, CONNECTING);
        putAddress(sink, REAL);
        putForwardedFor(sink);
        sink.put(exchange.secure() ? TLS_FACTS : PLAIN_FACTS);
    }

    @Override
    public int responseHeadersRoom() {
        return FIXED_ROOM;
    }

    @Override
    public void putResponseHeaders(ByteBuffer sink) {
        putRay(sink);
        sink.put(SERVER);
    }

    /** Called before the Worker is given the request: from now on its end is waited for. */
    void sentTo(Target destination) {
        target = destination;
        workerRuns = true;
    }

    @Override
    public void workerEnded(String ranVersion, Outcome how, long cpu) {
        synchronized (this) {
            version = ranVersion;
            outcome = how.word();
            cpuMicros = cpu;
            workerRuns = false;
            if (!closed) {
                return;
            }
        }
        ports.events().accept(event());
    }

    void closed(Exchange.Ending ending) {
        synchronized (this) {
            closed = true;
            durationMicros = (ports.clock().nanos() - startNanos) / 1000;
            if (ending == Exchange.Ending.CLIENT_GONE && outcome.isEmpty()) {
                outcome = Outcome.CANCELED.word();
            }
            if (workerRuns) {
                return;
            }
        }
        ports.events().accept(event());
    }

    private RequestEvent event() {
        return new RequestEvent(
                ray,
                startMillis,
                durationMicros,
                cpuMicros,
                clientIp,
                exchange.method(),
                exchange.authority(),
                exchange.target(),
                httpVersion(),
                exchange.status(),
                exchange.bytesIn(),
                exchange.bytesOut(),
                target == null ? "" : target.script().name(),
                version,
                outcome);
    }

    private int httpVersion() {
        return switch (exchange.version()) {
            case HTTP_1_0 -> 10;
            case HTTP_1_1 -> 11;
            case HTTP_2 -> 20;
        };
    }

    private void putRay(ByteBuffer sink) {
        sink.put(RAY);
        byte[] digits = new byte[RayIds.HEX_LENGTH];
        RayIds.write(ray, digits, 0);
        sink.put(digits).put((byte) '-');
        putText(sink, ports.rays().place());
        putLineEnd(sink);
    }

    private void putAddress(ByteBuffer sink, byte[] name) {
        sink.put(name);
        putText(sink, clientIp);
        putLineEnd(sink);
    }

    /** The proxies that the client names come first, its own address last. */
    private void putForwardedFor(ByteBuffer sink) {
        String sent = exchange.headers().get("x-forwarded-for");
        sink.put(FORWARDED);
        if (sent != null && !sent.isEmpty()) {
            putText(sink, sent);
            sink.put((byte) ',').put((byte) ' ');
        }
        putText(sink, clientIp);
        putLineEnd(sink);
    }

    private static void putText(ByteBuffer sink, String latin1) {
        for (int i = 0; i < latin1.length(); i++) {
            sink.put((byte) latin1.charAt(i));
        }
    }

    private static void putLineEnd(ByteBuffer sink) {
        sink.put((byte) '\r').put((byte) '\n');
    }
}
