package dev.oriel.ffmpeg;

import java.io.IOException;
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
/// The first use on a machine unpacks them into JavaCPP's cache (`~/.javacpp/cache`, or the system property
/// `org.bytedeco.javacpp.cachedir`); later ones only map them.
///
/// Threads: any; the first caller loads, others wait for it.
final class Libraries {
    private static final Logger log = LoggerFactory.getLogger(Libraries.class);

    private static boolean codecs;
    private static boolean formats;
    private static boolean filters;

    static {
        // JavaCPP otherwise refuses to allocate when the process is larger than its heap limit, which frames in direct memory make it.
        if (System.getProperty("org.bytedeco.javacpp.maxPhysicalBytes") == null) {
            System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        }
    }

    private Libraries() {
    }

    /// Makes `avutil`, `avcodec` and `swscale` usable.
    ///
    /// @throws IOException naming what is missing on this machine
    static synchronized void codecs() throws IOException {
        if (!codecs) {
            load(avutil.class);
            AvLog.install();
            load(avcodec.class);
            load(swscale.class);
            codecs = true;
        }
    }

    /// Makes `avformat` usable as well.
    static synchronized void formats() throws IOException {
        if (!formats) {
            codecs();
            load(avformat.class);
            avformat.avformat_network_init();
            formats = true;
        }
    }

    /// Makes `avfilter` usable as well.
    static synchronized void filters() throws IOException {
        if (!filters) {
            codecs();
            load(avfilter.class);
            filters = true;
        }
    }

    private static void load(Class<?> library) throws IOException {
        long startNanos = System.nanoTime();
        try {
            Loader.load(library);
        } catch (LinkageError missing) {
            throw new IOException(explain(library.getSimpleName(), missing), missing);
        }
        log.debug("{} loaded in {} ms", library.getSimpleName(), (System.nanoTime() - startNanos) / 1_000_000);
    }

    static String explain(String library, LinkageError missing) {
        Throwable root = missing;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return "FFmpeg's " + library + " cannot be loaded (" + root.getMessage()
                + "); on Debian and its relatives: apt install libva2 libva-drm2 libdrm2";
    }
}
