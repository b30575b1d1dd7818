package dev.oriel.cli;

import java.lang.reflect.Proxy;
import org.slf4j.LoggerFactory;

/// Reacts to signals of the operating system. The class for that, `sun.misc.Signal`, is supported but not part of the platform's
/// published interface, so that the compiler accepts it only by name; a shutdown hook would not hear of a second signal.
final class Signals {
    private Signals() {
    }

    /// Runs `reaction`, on a thread of the virtual machine's, each time the signal comes.
    ///
    /// @param name without `SIG`: `INT`, `TERM`
    static void on(String name, Runnable reaction) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var listener = Class.forName("sun.misc.SignalHandler");
            var proxy = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[]{listener},
                    (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            reaction.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, listener).invoke(null, signal.getConstructor(String.class).newInstance(name),
                    proxy);
        } catch (ReflectiveOperationException e) {
            LoggerFactory.getLogger(Signals.class).warn("SIG{} ends the process without a farewell: {}", name, e.toString());
        }
    }
}
