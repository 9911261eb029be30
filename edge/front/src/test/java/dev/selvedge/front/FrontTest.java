package dev.selvedge.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.base.ManualClock;
import dev.selvedge.catalog.Account;
import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.ScriptHead;
import dev.selvedge.catalog.Target;
import dev.selvedge.net.Exchange.Ending;
import dev.selvedge.net.HttpVersion;
import dev.selvedge.observe.RayIds;
import dev.selvedge.observe.RequestEvent;
import dev.selvedge.workers.Outcome;
import dev.selvedge.workers.RequestFacts;
import dev.selvedge.workers.WorkerError;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrontTest {

    private static final Target HELLO = new Target(
            new Account("0".repeat(32), "local", "local", true, 0),
            new Script(
                    ScriptHead.first(
                            new ScriptHead.Identity("0".repeat(32), "hello", "", 0),
                            "",
                            new ScriptHead.Subdomain(true, true)),
                    List.of(),
                    List.of()),
            null);

    private final ManualClock clock = new ManualClock(1_000);
    private final RayIds rays = new RayIds("SDV", 7);
    private final FrontPages pages = new FrontPages(rays, "workers.localhost");
    private final List<String> lookups = new ArrayList<>();
    private final List<RequestEvent> events = new ArrayList<>();
    private @Nullable RequestFacts dispatched;
    private final Front front = new Front(
            new FrontPorts(
                    clock,
                    this::lookup,
                    rays,
                    (exchange, target, facts) -> dispatched = facts,
                    events::add,
                    new CfObjects("SDV")),
            pages);

    private @Nullable Target lookup(boolean secure, String host, String path) {
        lookups.add(host + path);
        return host.equals("hello.workers.localhost") ? HELLO : null;
    }

    private RequestFacts dispatch(RecordedExchange exchange) {
        front.handle(exchange);
        return Objects.requireNonNull(dispatched, "the request did not reach its Worker");
    }

    private static String requestHeaders(RequestFacts facts) {
        ByteBuffer sink = ByteBuffer.allocate(facts.requestHeadersRoom());
        facts.putRequestHeaders(sink);
        return StandardCharsets.ISO_8859_1.decode(sink.flip()).toString();
    }

    @ParameterizedTest
    @CsvSource({
        "hello.workers.localhost:8787,/,hello.workers.localhost/",
        "HELLO.Workers.LocalHost,/a?b=/c,hello.workers.localhost/a",
        "hello.workers.localhost.:80,/,hello.workers.localhost/",
        "[::1]:8787,/x,[::1]/x",
        "example.org,/%2e%2e/,example.org/%2e%2e/"
    })
    void hostAndPathAreBroughtIntoOneFormBeforeTheyAreLookedUp(String authority, String target, String looked) {
        front.handle(new RecordedExchange(authority, target));
        assertThat(lookups).containsExactly(looked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":8787",
                ".",
                "a b",
                "a\tb",
                "hello.workers.localhost:80:90",
                "hello.workers.localhost:http",
                "hello.workers.localhost:1234567",
                "<script>",
                "a/b",
                "user@host",
                "[::1",
                "host\u0000",
                "h\u00f6st"
            })
    void aHostileHostIsRefusedBeforeAnythingIsLookedUp(String authority) {
        RecordedExchange exchange = new RecordedExchange(authority, "/");
        front.handle(exchange);
        assertThat(exchange.status).isEqualTo(400);
        assertThat(exchange.responseBody).startsWith("error code: 1000\n");
        assertThat(lookups).isEmpty();
    }

    @Test
    void anEndlessHostIsRefused() {
        RecordedExchange exchange = new RecordedExchange("a".repeat(254), "/");
        front.handle(exchange);
        assertThat(exchange.status).isEqualTo(400);
    }

    @Test
    void anUnknownHostIsToldHowToPutSomethingThere() {
        RecordedExchange exchange = new RecordedExchange("other.workers.localhost", "/");
        front.handle(exchange);
        assertThat(exchange.status).isEqualTo(404);
        assertThat(exchange.responseBody)
                .contains("There is nothing here yet", "other.workers.localhost", "wrangler deploy");
        assertThat(exchange.responseHeaders).contains("content-type: text/plain", "server: selvedge\r\n");
    }

    @Test
    void aBrowserGetsAPageAndItsRayMatchesTheHeader() {
        RecordedExchange exchange =
                new RecordedExchange("other.workers.localhost", "/", "accept", "text/html,application/xhtml+xml");
        front.handle(exchange);
        exchange.end(Ending.COMPLETE);
        String ray = RayIds.hex(events.getFirst().ray());
        assertThat(exchange.responseHeaders).contains("content-type: text/html", "cf-ray: " + ray + "-SDV\r\n");
        assertThat(exchange.responseBody).contains("<!doctype html>", "<code>" + ray + "</code>");
    }

    @Test
    void theWorkerIsToldWhoAsksAndHow() {
        RequestFacts facts = dispatch(new RecordedExchange("hello.workers.localhost", "/", "user-agent", "test"));
        assertThat(requestHeaders(facts).lines())
                .containsExactly(
                        "user-agent: test",
                        "cf-ray: " + rays.text(facts.ray()),
                        "cf-connecting-ip: 203.0.113.9",
                        "x-real-ip: 203.0.113.9",
                        "x-forwarded-for: 203.0.113.9",
                        "x-forwarded-proto: http",
                        "cf-visitor: {\"scheme\":\"http\"}",
                        "cf-ipcountry: XX");
        assertThat(facts.cfJson()).isEmpty();
    }

    @Test
    void aClientCannotForgeWhatOnlyTheEdgeKnows() {
        RequestFacts facts = dispatch(new RecordedExchange(
                "hello.workers.localhost",
                "/",
                "cf-connecting-ip",
                "6.6.6.6",
                "CF-Ray",
                "forged",
                "cf-ipcountry",
                "US",
                "x-real-ip",
                "6.6.6.6",
                "true-client-ip",
                "6.6.6.6",
                "x-forwarded-proto",
                "https",
                "cf-access-client-id",
                "mine"));
        assertThat(requestHeaders(facts))
                .doesNotContain("6.6.6.6", "forged", "US", "https")
                .contains("cf-access-client-id: mine\r\n");
    }

    @Test
    void proxiesInFrontKeepTheirPlaceInTheForwardedList() {
        RequestFacts facts = dispatch(
                new RecordedExchange("hello.workers.localhost", "/", "x-forwarded-for", "198.51.100.1, 10.0.0.1"));
        assertThat(requestHeaders(facts)).contains("x-forwarded-for: 198.51.100.1, 10.0.0.1, 203.0.113.9\r\n");
    }

    @Test
    void theRoomThatIsPromisedHoldsTheLongestHeaders() {
        RecordedExchange exchange =
                new RecordedExchange("hello.workers.localhost", "/", "x-forwarded-for", "9".repeat(10_000));
        exchange.peer = "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff";
        exchange.secure = true;
        RequestFacts facts = dispatch(exchange);
        assertThat(requestHeaders(facts)).contains("x-forwarded-proto: https", "{\"scheme\":\"https\"}");
        ByteBuffer sink = ByteBuffer.allocate(facts.responseHeadersRoom());
        facts.putResponseHeaders(sink);
        assertThat(StandardCharsets.ISO_8859_1.decode(sink.flip()).toString())
                .isEqualTo("cf-ray: " + rays.text(facts.ray()) + "\r\nserver: selvedge\r\n");
    }

    @Test
    void theCfObjectSaysHowTheClientSpeaks() {
        RecordedExchange exchange = new RecordedExchange("hello.workers.localhost", "/");
        exchange.secure = true;
        exchange.version = HttpVersion.HTTP_2;
        assertThat(dispatch(exchange).cfJson())
                .contains("\"httpProtocol\":\"HTTP/2\"", "\"tlsVersion\":\"TLSv1.3\"", "\"colo\":\"SDV\"");
        assertThat(new CfObjects("SDV").usual()).contains("\"httpProtocol\":\"HTTP/1.1\"", "\"tlsVersion\":\"\"");
    }

    @Test
    void theEventLeavesWhenTheWorkerEndedAndTheExchangeIsClosed() {
        RecordedExchange exchange = new RecordedExchange("hello.workers.localhost", "/p?q");
        RequestFacts facts = dispatch(exchange);
        exchange.status = 201;
        clock.advance(Duration.ofMillis(5));
        exchange.end(Ending.COMPLETE);
        clock.advance(Duration.ofSeconds(9));
        assertThat(events).as("the Worker still runs waitUntil").isEmpty();
        facts.workerEnded("v1", Outcome.OK, 321);
        assertThat(events)
                .containsExactly(new RequestEvent(
                        facts.ray(),
                        1_000,
                        5_000,
                        321,
                        "203.0.113.9",
                        "GET",
                        "hello.workers.localhost",
                        "/p?q",
                        11,
                        201,
                        0,
                        0,
                        "hello",
                        "v1",
                        "ok"));
    }

    @Test
    void aWorkerThatEndsFirstWaitsForTheLastByte() {
        RecordedExchange exchange = new RecordedExchange("hello.workers.localhost", "/");
        RequestFacts facts = dispatch(exchange);
        facts.workerEnded("v1", Outcome.EXCEPTION, 1);
        assertThat(events).isEmpty();
        exchange.end(Ending.COMPLETE);
        assertThat(events)
                .singleElement()
                .satisfies(event -> assertThat(event.outcome()).isEqualTo("exception"));
    }

    @Test
    void aFailedWorkerShowsItsNumberAndItsSentence() {
        RecordedExchange exchange = new RecordedExchange("hello.workers.localhost", "/", "accept", "text/html");
        pages.answer(exchange, 1, WorkerError.EXCEEDED_RESOURCES, "It ran for <30 s>.", 7);
        assertThat(exchange.status).isEqualTo(503);
        assertThat(exchange.responseHeaders).contains("retry-after: 7\r\n");
        assertThat(exchange.responseBody)
                .contains("Error 1102", "It ran for &lt;30 s&gt;.")
                .doesNotContain("<30");
    }

    @ParameterizedTest
    @EnumSource(WorkerError.class)
    void everyFailureHasAPage(WorkerError error) {
        RecordedExchange exchange = new RecordedExchange("hello.workers.localhost", "/");
        pages.answer(exchange, 1, error, "", 0);
        assertThat(exchange.status).isEqualTo(error.httpStatus());
        assertThat(exchange.responseBody).startsWith("error code: " + error.number() + "\n" + error.title());
        assertThat(exchange.responseHeaders).doesNotContain("retry-after");
    }
}
