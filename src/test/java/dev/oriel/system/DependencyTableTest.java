package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.oriel.time.SystemClocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The arrows between compiled classes against the table in `ARCHITECTURE.md`, and who may touch what is not ours.
class DependencyTableTest {
    private static final String ROOT = "dev.oriel";
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9.]+)` \\| [^|]+ \\| ([^|]+) \\|$");

    private static final Pattern CLOCK_MAKERS = Pattern.compile("(system|tick).*");

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));

    private static Map<String, Set<String>> table() throws IOException {
        var table = new TreeMap<String, Set<String>>();
        ROW.matcher(Files.readString(Path.of("ARCHITECTURE.md"))).results().forEach(row -> {
            var allowed = new TreeSet<>(Set.of(row.group(2).strip().split(",\\s*")));
            allowed.add("observe");
            allowed.add("limits");
            allowed.add("time");
            allowed.add(row.group(1));
            table.put(row.group(1), allowed);
        });
        return table;
    }

    private static String shortName(String packageName) {
        return packageName.equals(ROOT) ? ROOT : packageName.substring(ROOT.length() + 1);
    }

    private static boolean isOurs(JavaClass one) {
        return one.getPackageName().equals(ROOT) || one.getPackageName().startsWith(ROOT + ".");
    }

    @Test
    void noArrowLeavesTheTable() throws IOException {
        var table = table();
        var wrong = new TreeSet<String>();
        int arrows = 0;
        for (var one : CLASSES) {
            var from = shortName(one.getPackageName());
            var allowed = table.getOrDefault(from, Set.of());
            for (var dependency : one.getDirectDependenciesFromSelf()) {
                var target = dependency.getTargetClass().getBaseComponentType();
                if (isOurs(target)) {
                    arrows++;
                    var to = shortName(target.getPackageName());
                    if (!allowed.contains(to) && !allowed.contains("all")) {
                        wrong.add(from + " -> " + to + ": " + dependency.getDescription());
                    }
                }
            }
        }
        assertThat(arrows).isGreaterThan(500);
        assertThat(wrong).isEmpty();
    }

    @Test
    void onlyTheirOwnPackagesTouchNativeCodeAndTheWeb() {
        assertThat(packagesThatUse("java.lang.foreign.")).isSubsetOf("v4l2", "ffmpeg", "source", "frame");
        assertThat(packagesThatUse("org.bytedeco.")).containsExactly("ffmpeg");
        assertThat(packagesThatUse("io.vertx.core.http.")).containsExactly("web");
        assertThat(packagesThatUse("org.apache.hc.")).containsExactly("http");
        assertThat(packagesThatUse("org.bouncycastle.")).containsExactly("auth", "tls");
        assertThat(packagesThatUse("picocli.")).isSubsetOf("cli", ROOT);
        assertThat(packagesThatUse("org.yaml.")).containsExactly("config");
    }

    @Test
    void noClassButSystemClocksReadsTheClocksOfThisMachine() {
        var readers = new TreeMap<String, Set<String>>();
        for (var one : CLASSES) {
            for (var access : one.getAccessesFromSelf()) {
                if (isClockOfThisMachine(access.getTarget())) {
                    readers.computeIfAbsent(one.getName(), name -> new TreeSet<>()).add(access.getDescription());
                }
            }
        }
        assertThat(readers.remove(SystemClocks.class.getName())).hasSize(2);
        assertThat(readers).isEmpty();
    }

    /// Called or referred to.
    private static boolean isClockOfThisMachine(AccessTarget target) {
        var owner = target.getOwner().getName();
        return switch (target.getName()) {
            case "nanoTime", "currentTimeMillis" -> owner.equals("java.lang.System");
            case "now" -> owner.startsWith("java.time.");
            case "<init>" -> owner.equals("java.util.Date") && ((CodeUnitAccessTarget) target).getRawParameterTypes().isEmpty();
            case "getInstance" -> owner.equals("java.util.Calendar");
            default -> (owner.equals("java.time.Clock") || owner.equals("java.time.InstantSource"))
                    && CLOCK_MAKERS.matcher(target.getName()).matches();
        };
    }

    /// No thread, task, timer, process or subscription begins before `start()`, with which other threads may see the object.
    @Test
    void noConstructorStartsAnything() {
        var starts = new TreeSet<String>();
        for (var one : CLASSES) {
            for (var access : one.getAccessesFromSelf()) {
                if (access instanceof JavaCall && access.getOrigin().isConstructor() && !access.isDeclaredInLambda()
                        && isStart(access.getTarget())) {
                    starts.add(access.getDescription());
                }
            }
        }
        assertThat(starts).isEmpty();
    }

    private static boolean isStart(AccessTarget target) {
        var owner = target.getOwner();
        var name = target.getName();
        if (owner.isAssignableTo(Executor.class)) {
            return name.equals("execute") || name.equals("submit") || name.startsWith("schedule") || name.startsWith("invoke");
        }
        return switch (name) {
            case "start", "startVirtualThread" -> owner.isAssignableTo(Thread.class)
                    || owner.getName().startsWith("java.lang.Thread$Builder") || owner.isAssignableTo(ProcessBuilder.class)
                    || isOurs(owner);
            case "subscribe", "relay", "listen", "overhear", "onDemandChanged", "onLevelChanged" -> isOurs(owner);
            default -> false;
        };
    }

    /// A publisher only hands tasks to executors: one that runs them on its own thread would run foreign code under its locks.
    @Test
    void noSubscriptionRunsItsListenerOnThePublishersThread() throws IOException {
        var inline = Pattern.compile(
                "\\.(?:subscribe|relay|listen|overhear|seat)\\([^;]*(?:Runnable::run|directExecutor|\\w+ -> \\w+\\.run\\(\\))");
        try (var files = Files.walk(Path.of("src/main/java"))) {
            for (var file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                assertThat(Files.readString(file)).as("%s", file).doesNotContainPattern(inline);
            }
        }
    }

    private Set<String> packagesThatUse(String prefix) {
        var users = new TreeSet<String>();
        for (var one : CLASSES) {
            if (one.getDirectDependenciesFromSelf().stream()
                    .anyMatch(dependency -> dependency.getTargetClass().getName().startsWith(prefix))) {
                users.add(shortName(one.getPackageName()));
            }
        }
        return users;
    }
}
