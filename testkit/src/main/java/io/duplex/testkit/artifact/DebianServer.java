// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.artifact;

import io.duplex.testkit.process.Directories;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A server program of a newer Debian suite, unpacked with all its libraries down to the loader. */
public final class DebianServer {
    private static final Pattern NOT_NEEDED = Pattern.compile("(lib)?perl.*|libgdbm.*|libdb5.*|libc-gconv.*");

    private DebianServer() {}

    /** Unpacks the packages and what they need below the target directory. */
    public static void unpack(String suite, List<String> names, Path target) throws IOException {
        Path work = Directories.temporary("apt");
        try {
            DebianPackages packages = DebianPackages.ofSuite(work, suite);
            for (String name : names) {
                List<String> closure = packages.closure(name).stream()
                        .filter(one -> !NOT_NEEDED.matcher(one).matches())
                        .toList();
                packages.unpack(closure, target);
            }
        } finally {
            Directories.delete(work);
        }
    }
}
