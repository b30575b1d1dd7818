package dev.oriel.ffmpeg;

import dev.oriel.observe.Secrets;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// FFmpeg's messages in this program's log, whole lines, without passwords.
///
/// FFmpeg calls ordinary events of a camera's life errors (a packet lost, a reference missing), once a frame if need be, and what
/// matters comes back as a return code. So its errors and warnings are logged at debug, the rest at trace, and only its panics
/// (it even calls a broken JPEG fatal) at warn.
///
/// Threads: called by any thread inside FFmpeg, its own ones too.
final class AvLog extends LogCallback {
    private static final Logger log = LoggerFactory.getLogger("dev.oriel.ffmpeg.log");
    private static final int LONGEST = 2000;

    /// FFmpeg keeps the callback for good, so it must never be collected.
    @SuppressWarnings("unused")
    private static final class Installed {
        static final AvLog CALLBACK = new AvLog();
    }

    private final ThreadLocal<StringBuilder> unfinished = ThreadLocal.withInitial(StringBuilder::new);

    private AvLog() {
    }

    static void install() {
        avutil.av_log_set_level(log.isTraceEnabled() ? avutil.AV_LOG_VERBOSE : level());
        avutil.setLogCallback(Installed.CALLBACK);
    }

    private static int level() {
        return log.isDebugEnabled() ? avutil.AV_LOG_WARNING : avutil.AV_LOG_PANIC;
    }

    @Override
    public void call(int level, BytePointer message) {
        try {
            said(level, message);
        } catch (Throwable _) { // thrown on, it would end the process
            unfinished.remove();
        }
    }

    private void said(int level, BytePointer message) {
        if (level > avutil.av_log_get_level()) {
            return;
        }
        var line = unfinished.get().append(message.getString());
        if (line.isEmpty() || (line.charAt(line.length() - 1) != '\n' && line.length() < LONGEST)) {
            return;
        }
        String text = Secrets.mask(line.toString().strip());
        line.setLength(0);
        if (level <= avutil.AV_LOG_PANIC) {
            log.warn("{}", text);
        } else if (level <= avutil.AV_LOG_WARNING) {
            log.debug("{}", text);
        } else {
            log.trace("{}", text);
        }
    }
}
