package dev.oriel.systemd;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The services of the system that runs: its user is made, and systemd is told.
///
/// Threads: one at a time. Blocking: runs programs of the system. Errors: an [IOException] whose message says what to do.
public final class LiveSystem {
    private static final Path ROOT = Path.of("/");
    private static final Path DATA = Path.of("/var/lib/oriel");
    private static final String USER = "oriel";
    /// As systemd gives it to services.
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    /// Where a service of this kind sees nothing, or something else.
    private static final List<String> HIDDEN = List.of("/home", "/root", "/run/user", "/tmp", "/var/tmp");

    private final PrintStream said;
    private final Installation installation;

    /// @param said hears what is done
    public LiveSystem(PrintStream said) throws IOException {
        this.said = said;
        installation = new Installation(ROOT, said);
    }

    /// True where systemd runs the machine.
    public static boolean isThere() {
        return Files.isDirectory(Path.of("/run/systemd/system"));
    }

    /// @throws IOException when the services could not run here: nothing has been done then
    public static void requireFit(Path program) throws IOException {
        if (!isThere()) {
            throw new IOException("systemd does not run on this machine; docs/operations.md has a line for crontab instead");
        }
        for (var file : List.of(program, Path.of(System.getProperty("java.home")))) {
            var hidden = HIDDEN.stream().filter(file::startsWith).findFirst();
            if (hidden.isPresent()) {
                throw new IOException(file + " lies below " + hidden.get() + ", which services do not see: "
                        + (file.equals(program)
                                ? "copy this folder, such as with: sudo cp -Rp " + program.getParent() + " /opt/oriel"
                                : "install Java for all users, in a folder such as /usr/lib/jvm"));
            }
        }
    }

    /// Installs the services, without starting them.
    ///
    /// @param program the launcher's absolute path
    public void install(Set<ServiceUnit> units, Path program) throws IOException {
        requireFit(program);
        installation.make(units, program, unit -> {
            Programs.run("systemctl", "stop", unit.file());
            said.println("  stopped: " + unit.file() + ", which is not asked for any more");
        });
        if (userIsMissing()) {
            installation.noteUser(USER);
            makeUser();
            said.println("  the user " + USER);
        }
        handOver();
        run("systemctl", "daemon-reload");
        var tried = Programs.run(asService(USER, program).toArray(String[]::new));
        if (tried.code() != 0) {
            throw new IOException("the user " + USER + " cannot run " + program + ", so neither can the services: " + tried.said()
                    + "\nWhere its folder cannot be read: chmod -R go+rX " + program.getParent()
                    + "\nWhere Java is not found: services know nothing of ORIEL_JAVA and JAVA_HOME; install Java for all users, in a folder"
                    + " such as /usr/lib/jvm");
        }
    }

    /// Words that run the program as a service does: as its user, and without the variables of this process.
    static List<String> asService(String user, Path program) {
        return List.of("runuser", "-u", user, "--", "env", "-i", "PATH=" + PATH, "HOME=" + DATA, program.toString(), "--version");
    }

    /// Starts what is installed, or starts it anew.
    ///
    /// @return false when one of the services does not come up, which is said
    public boolean start(Set<ServiceUnit> units) throws IOException {
        Programs.run(Stream.concat(Stream.of("systemctl", "restart", UnitTexts.TARGET), units.stream().map(ServiceUnit::file))
                .toArray(String[]::new));
        boolean all = true;
        for (var unit : units) {
            var state = Programs.run("systemctl", "is-active", unit.file()).said();
            boolean isUp = state.equals("active");
            said.println("  " + unit.file() + " is " + state + (isUp ? "" : "; journalctl -u " + unit.file() + " says why"));
            all &= isUp;
        }
        return all;
    }

    /// Stops and removes everything that was installed.
    public void uninstall() throws IOException {
        if (!installation.isThere()) {
            throw new IOException(
                    "no services of \"oriel service install\" are installed; those of a package go with it: apt remove oriel");
        }
        var all = Stream.concat(Stream.of(UnitTexts.TARGET), Stream.of(ServiceUnit.values()).map(ServiceUnit::file));
        all.forEach(unit -> Programs.run("systemctl", "stop", unit));
        installation.remove(name -> Programs.run("userdel", name).code() == 0);
        run("systemctl", "daemon-reload");
        Programs.run("systemctl", "reset-failed", "oriel-*");
    }

    // --- the user

    private static boolean userIsMissing() throws IOException {
        try {
            ROOT.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER);
            return false;
        } catch (UserPrincipalNotFoundException e) {
            return true;
        }
    }

    private static void makeUser() throws IOException {
        if (Programs.run("systemd-sysusers", "oriel.conf").code() == 0) {
            return;
        }
        run("useradd", "-r", "-U", "-d", "/var/lib/oriel", "-s", "/usr/sbin/nologin", USER);
        Programs.run("usermod", "-a", "-G", "video", USER); // a machine without that group has no camera either
    }

    /// Files that root made before there was the user, such as accounts and a relay's key, become readable to it.
    private void handOver() throws IOException {
        var users = ROOT.getFileSystem().getUserPrincipalLookupService();
        var user = users.lookupPrincipalByName(USER);
        var group = users.lookupPrincipalByGroupName(USER);
        if (!Files.getOwner(DATA, LinkOption.NOFOLLOW_LINKS).equals(user)) { // else the user may have laid traps for root
            giveAll(DATA, user, group);
        }
        var rights = Programs.run("systemd-tmpfiles", "--create", "oriel.conf");
        if (rights.code() != 0) {
            said.println("  systemd-tmpfiles, which makes /etc/oriel readable to the services, says: " + rights.said());
        }
    }

    /// Gives a folder away with all that is in it. Links are given, not followed: one may lead anywhere.
    static void giveAll(Path folder, UserPrincipal owner, GroupPrincipal group) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                return give(file);
            }

            // Last, so that nobody can change what is in it before.
            @Override
            public FileVisitResult postVisitDirectory(Path each, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                return give(each);
            }

            private FileVisitResult give(Path path) throws IOException {
                var view = Objects.requireNonNull(
                        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS));
                view.setOwner(owner);
                view.setGroup(group);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void run(String... words) throws IOException {
        var ended = Programs.run(words);
        if (ended.code() != 0) {
            throw new IOException(String.join(" ", words) + ": " + ended.said());
        }
    }

    /// Programs of the system.
    private static final class Programs {
        private static final int NOT_THERE = 127;

        /// @param said standard output and error
        record Ended(int code, String said) {}

        static Ended run(String... words) {
            try {
                var process = new ProcessBuilder(words).redirectErrorStream(true).redirectInput(ProcessBuilder.Redirect.PIPE)
                        .start();
                process.getOutputStream().close();
                var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                return new Ended(process.waitFor(), said);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UncheckedIOException(new IOException("interrupted", e));
            } catch (IOException e) {
                return new Ended(NOT_THERE, String.valueOf(e.getMessage()));
            }
        }
    }
}
