package dev.oriel.tls;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Names and addresses that a certificate is for.
///
/// Threads: any; immutable.
///
/// @param dns       in lower case
/// @param addresses without a scope
record CertificateNames(SortedSet<String> dns, Set<InetAddress> addresses) {
    /// A certificate has to stay small enough for every client; no ordinary machine has that many.
    private static final int MOST = 200;
    /// Java itself refuses a certificate with any other name in it, underscores included.
    private static final Pattern DNS_NAME = Pattern.compile("(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
            + "(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final List<String> THIS_MACHINE = List.of("localhost", "127.0.0.1", "::1");
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    CertificateNames {
        dns = Collections.unmodifiableSortedSet(new TreeSet<>(dns));
        addresses = Set.copyOf(addresses);
    }

    /// Everything that this server can be reached under.
    ///
    /// @param others origins, host names or addresses, as `server.origins` and `server.host` have them
    static CertificateNames of(MachineNames machine, Collection<String> others) {
        var dns = new TreeSet<String>();
        var addresses = new LinkedHashSet<InetAddress>();
        THIS_MACHINE.forEach(name -> add(name, dns, addresses));
        others.forEach(other -> add(hostOf(other), dns, addresses));
        machine.names().stream().sorted().forEach(name -> add(name, dns, addresses));
        machine.addresses().stream().sorted(Comparator.comparing(InetAddress::getHostAddress)).limit(MOST)
                .forEach(addresses::add);
        return new CertificateNames(dns, addresses);
    }

    private static void add(String host, Set<String> dns, Set<InetAddress> addresses) {
        var address = NetUtil.createInetAddressFromIpAddressString(host);
        if (address != null && !address.isAnyLocalAddress() && addresses.size() < MOST) {
            addresses.add(address);
        } else if (address == null && DNS_NAME.matcher(host).matches() && dns.size() < MOST) {
            dns.add(host);
        }
    }

    /// The host of an origin, of `NAME:PORT`, or of a name or address alone.
    private static String hostOf(String origin) {
        var authority = origin.substring(origin.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        if (NetUtil.isValidIpV6Address(authority)) {
            return authority;
        }
        int end = authority.indexOf(']');
        if (authority.startsWith("[") && end > 0) {
            return authority.substring(1, end);
        }
        return authority.replaceFirst(":\\d*$", "");
    }

    /// Those that a certificate has.
    static CertificateNames in(X509Certificate certificate) throws CertificateParsingException {
        var dns = new TreeSet<String>();
        var addresses = new LinkedHashSet<InetAddress>();
        var names = certificate.getSubjectAlternativeNames();
        for (var name : names == null ? List.<List<?>>of() : names) {
            if (name.getFirst().equals(DNS)) {
                dns.add(((String) name.get(1)).toLowerCase(Locale.ROOT));
            } else if (name.getFirst().equals(ADDRESS)) {
                addresses.add(InetAddress.ofLiteral((String) name.get(1)));
            }
        }
        return new CertificateNames(dns, addresses);
    }

    boolean covers(CertificateNames others) {
        return dns.containsAll(others.dns) && addresses.containsAll(others.addresses);
    }

    /// Those whose DNS names are, or are below, one of the permitted ones.
    CertificateNames within(Collection<String> permitted) {
        var within = new TreeSet<>(dns);
        within.removeIf(name -> permitted.stream().noneMatch(above -> name.equals(above) || name.endsWith("." + above)));
        return new CertificateNames(within, addresses);
    }

    /// The DNS names that are not in the other.
    SortedSet<String> without(CertificateNames other) {
        var rest = new TreeSet<>(dns);
        rest.removeAll(other.dns);
        return rest;
    }
}
