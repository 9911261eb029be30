package dev.selvedge.net;

import dev.selvedge.fuzz.Cuts;
import dev.selvedge.fuzz.Target;
import java.util.ArrayList;
import java.util.List;

/** Request heads: the same whole and in pieces, and nothing in them that could be read in two ways. */
public final class RequestHeadTarget implements Target {
    private static final String HOST = "\r\nHost: a.example\r\n";
    private static final NetLimits LIMITS = NetLimits.DEFAULT;

    @Override
    public void attack(byte[] input) {
        List<String> pieces = read(Cuts.of(input));
        Target.check(pieces.equals(read(Cuts.none(input))), "a head is the same however it is cut");
    }

    private static List<String> read(List<byte[]> input) {
        RequestHeadParser parser = new RequestHeadParser(LIMITS);
        List<String> heads = new ArrayList<>();
        try {
            Pieces.feed(input, bytes -> {
                RequestHead head = parser.parse(bytes);
                while (head != null) {
                    checkHead(head);
                    heads.add(told(head));
                    head = parser.parse(bytes);
                }
            });
        } catch (BadMessage bad) {
            Target.check(bad.status() >= 400 && bad.status() <= 505, "a refusal has a status");
            heads.add("refused");
        }
        return heads;
    }

    private static void checkHead(RequestHead head) {
        Target.check(Octets.isToken(head.method()), "a method is a token");
        Target.check(head.target().startsWith("/") || head.target().equals("*"), "a target begins with a slash");
        Target.check(head.target().chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#'), "a target is visible ASCII");
        Target.check(
                head.authority().isEmpty() || RequestTarget.isAuthority(head.authority()), "an authority is a host");
        Target.check(head.contentLength() >= -1, "a length is a number, or -1");
        int hosts = 0;
        for (int i = 0; i < head.headers().size(); i++) {
            String name = head.headers().name(i);
            Target.check(Octets.isToken(name), "a header's name is a token");
            Target.check(
                    head.headers().value(i).chars().allMatch(c -> Octets.isFieldValue((byte) c)),
                    "a header's value ends where its line ends");
            hosts += name.equals("host") ? 1 : 0;
        }
        Target.check(hosts <= 1, "there is one host");
    }

    private static String told(RequestHead head) {
        return head.method()
                + ' '
                + head.target()
                + ' '
                + head.authority()
                + ' '
                + head.version()
                + ' '
                + head.contentLength()
                + ' '
                + head.keepAlive()
                + ' '
                + head.expectsContinue()
                + ' '
                + head.upgrade()
                + ' '
                + head.headers().size();
    }

    @Override
    public List<byte[]> seeds() {
        return Target.texts(
                "\u0007GET / HTTP/1.1" + HOST + "\r\n",
                "\u00ffPOST /a?b=c HTTP/1.1" + HOST + "Content-Length: 3\r\n\r\nabc",
                "\u0001POST / HTTP/1.1" + HOST + "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n",
                "\u0010GET http://b.example:80/x HTTP/1.1" + HOST
                        + "Connection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n",
                "\u001fOPTIONS * HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.1" + HOST + "\r\n");
    }
}
