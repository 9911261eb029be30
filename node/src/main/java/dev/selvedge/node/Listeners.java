package dev.selvedge.node;

import dev.selvedge.base.DataSize;
import dev.selvedge.net.HttpHandler;
import dev.selvedge.net.HttpServer;
import dev.selvedge.net.Loops;
import dev.selvedge.net.NetLimits;
import dev.selvedge.net.ServerOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Opens the node's ports. A port that cannot be had is one sentence with the option that moves it. */
record Listeners(Loops loops, NodeConfig config) {

    /** An upload of a Worker with all its modules and their source maps; the control API bounds each part further. */
    private static final DataSize UPLOAD = DataSize.mebibytes(128);

    HttpServer workers(HttpHandler front) throws IOException {
        return open(
                "--http",
                config.listen().http(),
                requestLimits(config.requests().body()),
                null,
                front);
    }

    HttpServer workersOverTls(SSLContext tls, HttpHandler front) throws IOException {
        return open(
                "--https",
                config.listen().https(),
                requestLimits(config.requests().body()),
                tls,
                front);
    }

    HttpServer api(HttpHandler handler) throws IOException {
        return open("--api", config.listen().api(), requestLimits(UPLOAD), null, handler);
    }

    private NetLimits requestLimits(DataSize body) {
        NetLimits usual = NetLimits.DEFAULT;
        return new NetLimits(
                usual.maxTarget(),
                config.requests().headers().toInt(),
                usual.maxHeaderCount(),
                body.bytes(),
                usual.inlineBody(),
                usual.headMillis(),
                usual.idleMillis(),
                usual.bodyMillis(),
                usual.bodyMinimum(),
                usual.writeMillis(),
                usual.maxConnections(),
                usual.maxStreams(),
                usual.maxResets(),
                usual.maxControls(),
                usual.lowWater(),
                usual.highWater());
    }

    private HttpServer open(String option, int port, NetLimits limits, @Nullable SSLContext tls, HttpHandler handler)
            throws IOException {
        InetSocketAddress address =
                new InetSocketAddress(address(config.listen().host()), port);
        try {
            return HttpServer.start(loops, new ServerOptions(address, tls, limits), handler);
        } catch (BindException e) {
            String reason = String.valueOf(e.getMessage());
            throw CommandException.failed(
                    reason.contains("in use")
                            ? "Port " + port + " on " + config.listen().host() + " is taken; choose another with "
                                    + option + " PORT."
                            : "The node " + reason + ".");
        }
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw CommandException.usage("--host: \"" + host + "\" is no address of this machine.");
        }
    }
}
