package dev.oriel.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A `/proc` as a healthy machine has it, in which a test changes what is to be wrong.
record FakeProc(Path folder) {

    static FakeProc in(Path folder) throws IOException {
        var proc = new FakeProc(folder);
        proc.file("meminfo", "MemTotal:       16000000 kB\nMemFree: 1 kB\nMemAvailable:   12000000 kB\n");
        proc.file("self/limits", "Max open files            1048576              1048576              files\n");
        proc.file("self/fd/0", "");
        proc.file("self/cgroup", "0::/no/such/group\n");
        proc.file("sys/net/ipv4/tcp_congestion_control", "bbr\n");
        proc.file("sys/net/ipv4/tcp_available_congestion_control", "reno cubic\n");
        return proc;
    }

    FakeProc file(String name, String content) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return this;
    }

    /// A program that has these files open.
    FakeProc program(int pid, String name, String... open) throws IOException {
        file(pid + "/comm", name + "\n").file(pid + "/cmdline", name + "\0--word\0");
        Files.createDirectories(folder.resolve(pid + "/fd"));
        for (int i = 0; i < open.length; i++) {
            Files.createSymbolicLink(folder.resolve(pid + "/fd/" + i), Path.of(open[i]));
        }
        return this;
    }
}
