package dev.selvedge.net;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/** Which kernel interface carries the sockets. */
enum Transport {
    EPOLL {
        @Override
        IoHandlerFactory handlers() {
            return EpollIoHandler.newFactory();
        }

        @Override
        ServerChannel listener() {
            return new EpollServerSocketChannel();
        }

        @Override
        Channel socket() {
            return new EpollSocketChannel();
        }

        @Override
        ServerChannel localListener() {
            return new EpollServerDomainSocketChannel();
        }

        @Override
        Channel localSocket() {
            return new EpollDomainSocketChannel();
        }

        @Override
        SocketAddress localAddress(Path path) {
            return new DomainSocketAddress(path.toFile());
        }
    },
    NIO {
        @Override
        IoHandlerFactory handlers() {
            return NioIoHandler.newFactory();
        }

        @Override
        ServerChannel listener() {
            return new NioServerSocketChannel();
        }

        @Override
        Channel socket() {
            return new NioSocketChannel();
        }

        @Override
        ServerChannel localListener() {
            return new NioServerDomainSocketChannel();
        }

        @Override
        Channel localSocket() {
            return new NioDomainSocketChannel();
        }

        @Override
        SocketAddress localAddress(Path path) {
            return UnixDomainSocketAddress.of(path);
        }
    };

    private static final Logger LOG = System.getLogger(Transport.class.getName());

    abstract IoHandlerFactory handlers();

    abstract ServerChannel listener();

    abstract Channel socket();

    abstract ServerChannel localListener();

    abstract Channel localSocket();

    abstract SocketAddress localAddress(Path path);

    /** Epoll where its native library loads; {@code selvedge.net.transport=nio} asks for the other one. */
    static Transport choose() {
        if ("nio".equals(System.getProperty("selvedge.net.transport"))) {
            return NIO;
        }
        if (Epoll.isAvailable()) {
            return EPOLL;
        }
        LOG.log(
                Level.WARNING,
                "epoll is not available, NIO carries the sockets and costs more CPU: {0}",
                String.valueOf(Epoll.unavailabilityCause()));
        return NIO;
    }
}
