package dev.oriel.ffmpeg;

import dev.oriel.limits.PictureLimits;
import dev.oriel.time.SystemClocks;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.javacpp.Loader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The FFmpeg libraries, loaded once each and not before something needs them: a camera whose pictures pass through loads none.
///
/// A package has them as files. Elsewhere the first use on a machine unpacks them into JavaCPP's cache (`~/.javacpp/cache`, or the system
/// property `org.bytedeco.javacpp.cachedir`); later ones only map them. That happens on a thread of its own, `oriel-libraries`: a source that
/// is told to end meanwhile does so, and the loading goes on. A load that failed is tried again when the libraries are needed again.
///
/// Threads: any. Blocking: the first callers wait for the load, or for their interrupt.
public final class Libraries {
    private static final Logger log = LoggerFactory.getLogger(Libraries.class);

    /// What is loaded together.
    private enum Part {
        /// Decode, encode, scale.
        CODECS,
        /// Read and write containers.
        FORMATS,
        /// Turn, mirror, deinterlace.
        FILTERS
    }

    /// In the order in which they need each other, with the system's libraries that some builds come without.
    private static final List<String> FILES_OF_CODECS = List.of("libavutil.so.60", "libswresample.so.6", "libavcodec.so.62",
            "libswscale.so.9");

    /// FFmpeg refuses to allocate more in one block, whatever a file says it needs, unless pictures may be so large.
    private static final long MOST_BYTES_AT_ONCE = 256L << 20;
    private static final long MOST_BYTES_A_PIXEL = 4;

    private static final ExecutorService LOADER = loader();
    private static final Map<Part, CompletableFuture<Void>> LOADS = new EnumMap<>(Part.class);
    private static final AtomicInteger UNDER_WAY = new AtomicInteger();
    private static volatile long settledAtNanos = SystemClocks.NANOS.getAsLong();
    private static volatile String problem = "";

    static {
        // JavaCPP otherwise refuses to allocate when the process is larger than its heap limit, which frames in direct memory make it.
        if (System.getProperty("org.bytedeco.javacpp.maxPhysicalBytes") == null) {
            System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        }
    }

    private Libraries() {
    }

    private static ExecutorService loader() {
        var one = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("oriel-libraries").daemon().factory());
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    /// Why the last load failed, or empty.
    public static String problem() {
        return problem;
    }

    /// When the last load ended, or now while one is under way, [System#nanoTime]: until then a source that needs them could give nothing.
    public static long settledAtNanos() {
        return UNDER_WAY.get() > 0 ? SystemClocks.NANOS.getAsLong() : settledAtNanos;
    }

    /// Makes `avutil`, `avcodec` and `swscale` usable.
    ///
    /// @throws IOException naming what is missing on this machine
    static void codecs() throws IOException {
        await(Part.CODECS);
    }

    /// Makes `avformat` usable as well.
    static void formats() throws IOException {
        await(Part.FORMATS);
    }

    /// Loads all of them, for whoever wants to know whether that is possible.
    ///
    /// @throws IOException naming what is missing on this machine
    public static void loadAll() throws IOException {
        formats();
        filters();
    }

    /// The folder that they are unpacked to.
    public static String cache() {
        return System.getProperty("org.bytedeco.javacpp.cachedir", System.getProperty("user.home") + "/.javacpp/cache");
    }

    /// Begins to make `avfilter` usable.
    ///
    /// @return true when it is already
    static boolean beginFilters() {
        var load = begin(Part.FILTERS);
        return load.isDone() && !load.isCompletedExceptionally();
    }

    /// Makes `avfilter` usable as well.
    static void filters() throws IOException {
        await(Part.FILTERS);
    }

    private static void await(Part part) throws IOException {
        try {
            begin(part).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("stopped").initCause(e);
        } catch (ExecutionException e) {
            throw new IOException(words(e), e);
        }
    }

    private static synchronized CompletableFuture<Void> begin(Part part) {
        var load = LOADS.get(part);
        if (load == null || load.isCompletedExceptionally()) {
            var codecs = part == Part.CODECS ? CompletableFuture.<Void>completedFuture(null) : begin(Part.CODECS);
            UNDER_WAY.incrementAndGet();
            load = codecs.thenRunAsync(() -> load(part), LOADER).whenComplete((nothing, failure) -> {
                settledAtNanos = SystemClocks.NANOS.getAsLong();
                UNDER_WAY.decrementAndGet();
                problem = failure == null
                        ? ""
                        : String.valueOf((failure.getCause() == null ? failure : failure.getCause()).getMessage());
            });
            LOADS.put(part, load);
        }
        return load;
    }

    private static String words(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && !(root instanceof IOException)) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /// Lets blocks be as large as one plane of the largest picture that there may be.
    static void fit(PictureLimits limits) {
        avutil.av_max_alloc(Math.max(MOST_BYTES_AT_ONCE, MOST_BYTES_A_PIXEL * limits.mostPixels().getAsInt()));
    }

    private static void load(Part part) {
        long startNanos = SystemClocks.NANOS.getAsLong();
        try {
            // Once JavaCPP has tried and failed, its classes are of no use until the process ends: so all that can fail comes before.
            switch (part) {
                case CODECS -> {
                    map(FILES_OF_CODECS);
                    load(List.of(avutil.class, avcodec.class, swscale.class));
                    AvLog.install();
                    avutil.av_max_alloc(MOST_BYTES_AT_ONCE);
                }
                case FORMATS -> {
                    map(List.of("libavformat.so.62"));
                    load(List.of(avformat.class));
                    avformat.avformat_network_init();
                }
                case FILTERS -> {
                    map(List.of("libavformat.so.62", "libavfilter.so.11"));
                    load(List.of(avfilter.class));
                }
            }
        } catch (IOException e) {
            throw new CompletionException(e);
        }
        log.debug("{} loaded in {} ms", part, (SystemClocks.NANOS.getAsLong() - startNanos) / 1_000_000);
    }

    private static void map(List<String> files) throws IOException {
        for (var name : files) {
            var path = "/org/bytedeco/ffmpeg/" + Loader.getPlatform() + "/";
            for (var file : needed(name)) {
                var unpacked = UnpackedFile.of(avutil.class, path + file);
                if (unpacked == null && file.equals(name)) {
                    throw new IOException("FFmpeg's " + name + " is not in this build for " + Loader.getPlatform());
                }
                if (unpacked != null) {
                    open(name, unpacked);
                }
            }
        }
    }

    /// The system's libraries in front of the first that needs them: some builds bring them along.
    private static List<String> needed(String name) {
        var all = new ArrayList<String>();
        if (name.startsWith("libavutil")) {
            all.addAll(List.of("libdrm.so.2", "libva.so.2", "libva-drm.so.2"));
        }
        all.add(name);
        return all;
    }

    private static void open(String name, java.nio.file.Path unpacked) throws IOException {
        try {
            DynamicLibrary.open(unpacked);
        } catch (IOException e) {
            throw new IOException(explain(name, String.valueOf(e.getMessage())), e);
        }
    }

    private static void load(List<Class<?>> libraries) throws IOException {
        for (var library : libraries) {
            try {
                Loader.load(library);
            } catch (LinkageError missing) {
                throw new IOException(explain(library.getSimpleName(), words(missing)), missing);
            }
        }
    }

    private static String explain(String library, String words) {
        var advice = words.contains("libva") || words.contains("libdrm")
                ? "; on Debian and its relatives: apt install libva2 libva-drm2 libdrm2"
                : "";
        return "FFmpeg's " + library + " cannot be loaded (" + words + ")" + advice;
    }
}
