package dev.selvedge.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The listening side of the sockets to engines. Accepts on loop 0; {@link Greeting} moves each channel to its loop. */
final class NettyLocalServer extends ChannelInboundHandlerAdapter implements LocalServer {
    private static final Logger LOG = System.getLogger(NettyLocalServer.class.getName());

    private final NettyLoop home;
    private final Path path;
    private final int greetingBytes;
    private final Receptionist receptionist;
    private final Channel listener;

    @SuppressWarnings("this-escape")
    NettyLocalServer(NettyLoops loops, Path path, int greetingBytes, Receptionist receptionist) throws IOException {
        this.home = loops.get(0);
        this.path = path;
        this.greetingBytes = greetingBytes;
        this.receptionist = receptionist;
        Files.deleteIfExists(path);
        this.listener = bind();
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    }

    private Channel bind() throws IOException {
        ServerChannel channel = home.transport().localListener();
        channel.pipeline().addLast(this);
        home.netty().register(channel).syncUninterruptibly();
        ChannelFuture bound = channel.bind(home.transport().localAddress(path)).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            channel.unsafe().closeForcibly();
            throw new IOException("cannot listen on " + path, bound.cause());
        }
        return channel;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel child = (Channel) message;
        child.pipeline().addLast(new Greeting(home, greetingBytes, receptionist));
        home.netty().register(child).addListener(registered -> {
            if (!registered.isSuccess()) {
                child.unsafe().closeForcibly();
            }
        });
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.log(Level.WARNING, "accepting on " + path + " failed", cause);
    }

    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot remove " + path, e);
        }
    }
}
