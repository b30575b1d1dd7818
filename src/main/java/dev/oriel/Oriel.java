package dev.oriel;

import dev.oriel.bus.BusCameras;
import dev.oriel.bus.BusLimits;
import dev.oriel.bus.BusPlan;
import dev.oriel.bus.BusRecorder;
import dev.oriel.bus.BusUrl;
import dev.oriel.config.Settings;
import dev.oriel.doctor.Doctor;
import dev.oriel.doctor.Examined;
import dev.oriel.doctor.Findings;
import dev.oriel.doctor.Machine;
import dev.oriel.doctor.SharedExamination;
import dev.oriel.edge.DuplicatePublisherPolicy;
import dev.oriel.edge.EdgeId;
import dev.oriel.edge.Publications;
import dev.oriel.filter.MpegStreams;
import dev.oriel.filter.Renditions;
import dev.oriel.hub.Hub;
import dev.oriel.hub.TrafficCount;
import dev.oriel.limits.HeapSweep;
import dev.oriel.limits.MemoryShares;
import dev.oriel.limits.PictureLimits;
import dev.oriel.observe.Bulkhead;
import dev.oriel.observe.Logging;
import dev.oriel.observe.Version;
import dev.oriel.push.RelayPush;
import dev.oriel.source.SharedTimer;
import dev.oriel.source.SourceContext;
import dev.oriel.time.Clocks;
import dev.oriel.time.SystemClocks;
import dev.oriel.tls.AuthorityCertificate;
import dev.oriel.tls.MachineNames;
import dev.oriel.tls.ServerTls;
import dev.oriel.view.Patience;
import dev.oriel.web.WebServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// The running program: everything is made, started and stopped here, and nowhere else.
///
/// Order of the start: timer, codecs, cameras, bus, web server; the stop is its reverse and takes at most about five seconds, whatever
/// viewers, cameras and Redis do. A recorder has no web server, and its end of the bus is the other one.
///
/// Threads: any may call any method.
public final class Oriel implements AutoCloseable {
    /// How often the machine's names and addresses are looked at: a new one is answered after that.
    private static final int LOOK_AROUND_SECONDS = 5;

    /// How often it is looked which cameras are published here.
    private static final long BUS_MILLIS = 250;

    /// H.264 of 1920x1080 with seven references takes that to decode; the settings say how many cameras there are.
    private static final long ORDINARY_CAMERA_BYTES = 32L << 20;
    /// A JPEG of 5 megapixels takes that to decode.
    private static final long ORDINARY_RENDITION_BYTES = 8L << 20;

    private final Bulkhead bulkhead = new Bulkhead(LoggerFactory.getLogger(Oriel.class), "a task of the bus");
    private final ScheduledExecutorService timer = new SharedTimer();
    private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();
    private final Housekeeping housekeeping = new Housekeeping();
    private final HeapSweep heap = new HeapSweep();
    private final Hub hub = new Hub(SystemClocks.BOTH);
    private final MemoryShares memory = MemoryShares.of(this::mostMemory, SystemClocks.NANOS);
    private final PictureLimits limits = new PictureLimits(() -> this.settings.limits().pixels(), memory.pictures());
    private final Renditions renditions = new Renditions(SystemClocks.BOTH, limits.ordinarily(ORDINARY_RENDITION_BYTES));
    private final MpegStreams mpeg = new MpegStreams(renditions.codecs(), timer, limits.ordinarily(ORDINARY_RENDITION_BYTES));
    private final Path data;
    private final KeptChanges kept;
    private final ConfiguredCameras cameras;
    private final Admission admission;
    private final ServerIdentity identity;
    private final Publications publications;
    private final @Nullable WebServer web;
    private final @Nullable BusCameras busCameras;
    private final @Nullable BusRecorder busRecorder;
    private final @Nullable BusPublishing busPublishing;
    private final @Nullable Pushing pushing;
    private volatile Settings settings;
    private volatile @Nullable SettingsWatch watch;
    private int port;
    private boolean started;

    /// What a process is for.
    public enum Role {
        /// Shows the cameras of this process, and those of the bus where there is one.
        SERVER,
        /// Brings the cameras of this process to the bus.
        RECORDER,
        /// Brings the cameras of this process to a relay, and shows them nowhere else.
        EDGE
    }

    /// A server.
    ///
    /// @param data the folder for what is kept
    public Oriel(Settings settings, Path data) {
        this(settings, data, Role.SERVER, SystemClocks.NANOS);
    }

    /// @param data  the folder for what is kept
    /// @param nanos the bus's clock, which only goes forward
    public Oriel(Settings settings, Path data, Role role, LongSupplier nanos) {
        this.settings = settings;
        this.data = data;
        kept = new KeptChanges(data, () -> this.settings, SystemClocks.INSTANTS);
        hub.onGone(camera -> {
            mpeg.forget(camera);
            renditions.forget(camera.track());
        });
        var bus = settings.bus();
        var plan = bus == null ? null : plan(bus);
        boolean serves = role == Role.SERVER;
        var clocks = new Clocks(SystemClocks.EPOCH_MICROS, nanos);
        busCameras = serves && plan != null ? new BusCameras(plan, hub, clocks, new BusLimits(limits, memory.bus())) : null;
        admission = new Admission(() -> this.settings, new Admission.Places(data, serves ? System.getenv() : Map.of()),
                busCameras,
                SystemClocks.BOTH);
        publications = new Publications(new Publications.Parts(hub, admission.keys(), this::publishing,
                new Publications.Threads(timer, waiting), SystemClocks.BOTH,
                new Publications.Kept(name -> configured -> kept.overlay(name, configured), kept::of),
                limits, memory.uploads()));
        cameras = new ConfiguredCameras(
                new ConfiguredCameras.CamerasContext(hub, publications, busCameras, kept, mpeg::forget, timer,
                        new SourceContext(SystemClocks.BOTH, limits.ordinarily(ORDINARY_CAMERA_BYTES), memory.streams())));
        busPublishing = busCameras == null
                ? null
                : new BusPublishing(new BusPublishing.Parts(hub, busCameras, publications, waiting,
                        name -> ConfiguredCameras.forPublishers(this.settings, name), kept::keep, mpeg::forget, limits));
        busRecorder = plan == null || role == Role.EDGE ? null : recorder(plan, clocks);
        pushing = role == Role.RECORDER ? null : new Pushing(() -> pushParts(EdgeId.keptOrFresh(data)));
        identity = new ServerIdentity(() -> this.settings, data, serves, SystemClocks.INSTANTS);
        web = serves
                ? new WebServer(
                        new WebServer.Parts(hub, new WebServer.Streams(renditions, mpeg), Version.number(), SystemClocks.BOTH,
                                () -> this.settings,
                                new WebServer.Condition(
                                        new Readiness(this::settingsProblems, admission, identity, this::busProblem,
                                                memory)::causes,
                                        new SharedExamination(this::examine, waiting, SystemClocks.NANOS), peers()),
                                waiting,
                                new WebServer.Publishing(publications, admission.keys(), () -> EdgeId.keptOrFresh(data)),
                                memory, limits, new WebServer.Names(identity::machine, identity.tls()), admission.login()))
                : null;
    }

    private BusRecorder recorder(BusPlan plan, Clocks clocks) {
        if (busCameras == null || busPublishing == null) {
            return new BusRecorder(plan, clocks, timer);
        }
        var made = BusRecorder.ofPublishers(plan, clocks, timer, busPublishing);
        busCameras.besides(made);
        busPublishing.by(made);
        return made;
    }

    private RelayPush.Parts pushParts(String edge) {
        return new RelayPush.Parts(hub, renditions, edge, Version.number(), SystemClocks.BOTH, waiting,
                () -> Patience.of(settings.viewers().stalledAfter(), memory.messages(), SystemClocks.NANOS), Pushing.OFFERING,
                System.getenv());
    }

    private long mostMemory() {
        var set = settings.limits().memoryBytes();
        return set == null ? MemoryShares.usualBytes() : set;
    }

    private static BusPlan plan(Settings.Bus bus) {
        var caFile = bus.caFile();
        return new BusPlan(BusUrl.parse(bus.url()).trusting(caFile == null ? null : Path.of(caFile)), bus.prefix(), bus.plain(),
                bus.helloWebsocket());
    }

    private WebServer.Peers peers() {
        var taken = busCameras;
        var given = busRecorder;
        var bus = taken == null
                ? null
                : new WebServer.BusReadings(taken::isConnected, taken.taken(),
                        given == null ? new TrafficCount() : given.given());
        return new WebServer.Peers(bus, () -> pushing == null ? Optional.empty() : pushing.stands());
    }

    /// The findings about this server and its machine, made without disturbing a camera.
    private Findings examine() throws InterruptedException {
        return Doctor.examine(new Examined(settings, settingsProblems(), List.of(), data, hub), Machine.here());
    }

    private List<String> settingsProblems() {
        var watching = watch;
        return Stream.concat(watching == null ? Stream.empty() : watching.problems().stream(), kept.problems().stream()).toList();
    }

    private String busProblem() {
        var seen = busCameras == null ? "" : busCameras.problem();
        return seen.isEmpty() && busRecorder != null ? busRecorder.problem() : seen;
    }

    private Publications.Rules publishing() {
        var ingest = settings.ingest();
        return new Publications.Rules(ingest.silence(),
                DuplicatePublisherPolicy.valueOf(ingest.second().toUpperCase(Locale.ROOT)), ingest.names(),
                ingest.forget());
    }

    /// Makes the cameras and listens.
    ///
    /// @throws IOException when the address cannot be had, or the kept changes cannot be read; nothing is left running then
    public synchronized Oriel start() throws IOException {
        kept.load();
        publications.start();
        var admitting = CompletableFuture.runAsync(admission::look, waiting); // a thousand keys take a while
        var naming = CompletableFuture.runAsync(identity::lookAround, waiting); // and so does a resolver
        housekeeping.brief(publications::forgetIdle);
        housekeeping.slow(heap::look);
        housekeeping.slow(this::lookAtData);
        housekeeping.begin(timer);
        apply(settings);
        if (busRecorder != null) {
            busRecorder.start();
        }
        if (busCameras != null) {
            busCameras.start(timer);
        }
        if (busPublishing != null) {
            timer.scheduleWithFixedDelay(bulkhead.around(busPublishing::look), BUS_MILLIS, BUS_MILLIS, TimeUnit.MILLISECONDS);
            housekeeping.brief(this::lookForAbandoned);
        }
        try {
            naming.join();
            identity.start();
            applyPush(settings.push());
            started = true;
            admitting.join(); // nobody is answered before it is known who may
            port = web == null ? 0 : web.start();
        } catch (IOException e) {
            close();
            throw e;
        }
        if (web != null) {
            housekeeping.brief(web::accessChanged);
            housekeeping.slow(LOOK_AROUND_SECONDS, identity::lookAround);
            housekeeping.slow(identity::lookAtCertificate); // after it, which may have found a new name
        }
        return this;
    }

    /// Cameras that were published to servers which are gone.
    private void lookForAbandoned() {
        if (busCameras == null || busPublishing == null) {
            return;
        }
        settings.cameras().keySet().stream().filter(busCameras::isAbandoned)
                .forEach(name -> waiting.execute(bulkhead.around(() -> busPublishing.waitAgain(name))));
        busCameras.forgetAbandoned(settings.ingest().forget());
    }

    /// @param next null for no push
    private void applyPush(Settings.@Nullable Push next) {
        if (pushing != null) {
            pushing.apply(next);
        }
    }

    /// Looks what has changed in the data folder, as it does by itself each second.
    public void lookAtData() {
        admission.look();
        kept.refresh();
    }

    /// The authority that devices have to trust, where this server signs its certificates itself.
    public Optional<AuthorityCertificate> authority() {
        return Optional.ofNullable(identity.tls()).flatMap(ServerTls::authority);
    }

    /// True while everybody is asked for a login.
    public boolean isLocked() {
        return admission.isLocked();
    }

    /// The names and addresses of this machine.
    public MachineNames machine() {
        return identity.machine();
    }

    /// The threads that everything else waits for: while each of them runs what it is given, the program works.
    public List<Executor> loops() {
        return Stream.<Executor>concat(Stream.of(timer), web == null ? Stream.empty() : web.eventLoops().stream()).toList();
    }

    /// The port that is listened on.
    public synchronized int port() {
        return port;
    }

    public Hub hub() {
        return hub;
    }

    // --- settings that change while running

    /// Takes over settings that were read anew: viewers stay connected, and a source restarts only if its own address changed.
    ///
    /// @throws IllegalStateException when cameras of them cannot be had for now; all others are there then, and another call tries again
    public synchronized void apply(Settings next) {
        Logging.level(next.log().level());
        var gone = cameras.unlist(settings, next);
        var problems = cameras.place(next);
        if (busPublishing != null) {
            busPublishing.look();
        } else if (busRecorder != null) {
            busRecorder.cameras(List.copyOf(cameras.local()));
        }
        settings = next;
        if (started) {
            applyPush(next.push());
        }
        hub.announceChanges();
        ConfiguredCameras.close(gone); // last: a driver may be slow, and nobody else is to wait for it
        if (!problems.isEmpty()) {
            throw new IllegalStateException(String.join("; ", problems));
        }
    }

    /// Reads the settings again each time a file has changed; settings that cannot be used keep what is there and are told in the log
    /// and on `/readyz`.
    ///
    /// @param before      the fingerprint that was taken before the settings were read
    /// @param fingerprint something that differs after a change
    /// @param read        reads all settings
    public void watch(Object before, Supplier<Object> fingerprint, Callable<Settings> read) {
        var made = new SettingsWatch(settings, before, new SettingsWatch.Reading(fingerprint, read, this::apply, waiting));
        watch = made;
        housekeeping.slow(made::look);
    }

    /// Stops everything, within about five seconds. What has been stopped stays so.
    @Override
    public void close() {
        var pushEnds = pushing == null || waiting.isShutdown() ? null : CompletableFuture.runAsync(pushing::close, waiting);
        if (web != null) {
            web.close(); // before the lock, which a change of settings may hold for as long as a source takes to end
        }
        if (pushEnds != null) {
            pushEnds.join();
        }
        if (busCameras != null) {
            busCameras.close();
        }
        if (busRecorder != null) {
            busRecorder.close();
        }
        mpeg.close(); // its last jobs run on the pool that ends next
        renditions.close();
        closeCameras();
        admission.close();
        housekeeping.close();
        timer.shutdownNow();
        waiting.shutdownNow();
    }

    private synchronized void closeCameras() {
        cameras.close();
        publications.close();
    }
}
