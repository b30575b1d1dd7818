package dev.oriel.bus;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// What a process calls itself on the bus: `MACHINE-PROCESS-RANDOM`, so that people find it and nobody else has it.
final class Identity {
    private Identity() {
    }

    static String make() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "unknown";
        }
        return host.replaceAll("[^A-Za-z0-9.-]", "") + "-" + ProcessHandle.current().pid() + "-" + random();
    }

    /// Eight hexadecimal digits.
    static String random() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }
}
