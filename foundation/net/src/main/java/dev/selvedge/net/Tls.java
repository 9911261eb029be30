package dev.selvedge.net;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** TLS 1.2 and 1.3 by the JDK, with the application protocol agreed in the handshake. */
final class Tls {
    static final String HTTP_2 = "h2";
    static final String HTTP_1_1 = "http/1.1";
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private Tls() {}

    static SslContext server(SSLContext identity) {
        return context(identity, false, HTTP_2, HTTP_1_1);
    }

    static SslContext client(SSLContext trust, boolean http2) {
        return http2 ? context(trust, true, HTTP_2, HTTP_1_1) : context(trust, true, HTTP_1_1);
    }

    private static SslContext context(SSLContext jdk, boolean client, String... protocols) {
        ApplicationProtocolConfig alpn = new ApplicationProtocolConfig(
                Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, protocols);
        return new JdkSslContext(
                jdk,
                client,
                Http2SecurityUtil.CIPHERS,
                SupportedCipherSuiteFilter.INSTANCE,
                alpn,
                ClientAuth.NONE,
                VERSIONS,
                false);
    }

    static SslHandler handler(SslContext context, Channel channel, int handshakeMillis) {
        SslHandler handler = context.newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(handshakeMillis);
        handler.setCloseNotifyFlushTimeoutMillis(1000);
        return handler;
    }

    /** A client's side: names the server (SNI) and checks that the certificate is for that name. */
    static SslHandler handler(SslContext context, Channel channel, String host, int port, int handshakeMillis) {
        SslHandler handler = context.newHandler(channel.alloc(), host, port);
        handler.setHandshakeTimeoutMillis(handshakeMillis);
        handler.setCloseNotifyFlushTimeoutMillis(1000);
        SSLEngine engine = handler.engine();
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return handler;
    }
}
