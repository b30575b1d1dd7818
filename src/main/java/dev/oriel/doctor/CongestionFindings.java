package dev.oriel.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The congestion control with which the kernel sends pictures, and its meaning on links that lose packets.
final class CongestionFindings {
    private static final String SUBJECT = "congestion control";
    private static final Path CHOSEN = Path.of("sys/net/ipv4/tcp_congestion_control");
    private static final Path AVAILABLE = Path.of("sys/net/ipv4/tcp_available_congestion_control");
    private static final String BBR = "bbr";

    private CongestionFindings() {
    }

    static List<Finding> of(Path proc) {
        try {
            var chosen = Files.readString(proc.resolve(CHOSEN)).strip();
            return List.of(chosen.startsWith(BBR)
                    ? Finding.ok(SUBJECT, chosen + ": a lost packet does not slow the pictures down")
                    : Finding.note(SUBJECT,
                            chosen + ": on links that lose packets (Wi-Fi, mobile) it takes a lost packet for a full link, and pictures"
                                    + " become smaller than the link could carry",
                            remedy(proc)));
        } catch (IOException e) {
            return List.of(Finding.ok(SUBJECT, "the kernel does not say which"));
        }
    }

    private static String remedy(Path proc) throws IOException {
        boolean there = Arrays.asList(Files.readString(proc.resolve(AVAILABLE)).strip().split(" ")).contains(BBR);
        return (there ? "" : "sudo modprobe tcp_bbr, and ")
                + "sudo sysctl net.core.default_qdisc=fq net.ipv4.tcp_congestion_control=bbr (for good: a file in /etc/sysctl.d)";
    }
}
