// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.artifact;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** A zip file on a web server of which only some entries are fetched, by HTTP range requests (no Zip64). */
final class RemoteZip {
    private static final int END_OF_DIRECTORY = 0x06054b50;
    private static final int END_OF_DIRECTORY_LENGTH = 22;
    private static final int LONGEST_COMMENT = 65_535;
    private static final int DIRECTORY_ENTRY = 0x02014b50;
    private static final int DIRECTORY_ENTRY_LENGTH = 46;
    private static final int LOCAL_HEADER_LENGTH = 30;
    private static final int LONGEST_LOCAL_EXTRA = 1024;
    private static final int DEFLATED = 8;
    private static final int WORTH_A_NEW_REQUEST = 200_000;

    private final HttpClient client;
    private final URI address;

    RemoteZip(URI address) {
        this.address = address;
        HttpClient.Builder builder = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL);
        ProxySelector proxy = ProxySelector.getDefault();
        this.client = (proxy == null ? builder : builder.proxy(proxy)).build();
    }

    /** Writes the wanted entries below the directory, each checked against its CRC. */
    void extract(Predicate<String> wanted, Path directory) throws IOException {
        for (List<Entry> run : runs(directory(), wanted)) {
            Entry last = run.get(run.size() - 1);
            long start = run.get(0).offset();
            long end = last.end() + LOCAL_HEADER_LENGTH + LONGEST_LOCAL_EXTRA;
            byte[] bytes = range(start + "-" + end);
            for (Entry entry : run) {
                write(entry, bytes, Math.toIntExact(entry.offset() - start), directory);
            }
        }
    }

    private List<Entry> directory() throws IOException {
        byte[] tail = range("-" + (END_OF_DIRECTORY_LENGTH + LONGEST_COMMENT));
        ByteBuffer end = littleEndian(tail);
        int at = tail.length - END_OF_DIRECTORY_LENGTH;
        while (at >= 0 && end.getInt(at) != END_OF_DIRECTORY) {
            at--;
        }
        if (at < 0) {
            throw new IOException("not a zip file: " + address);
        }
        long size = Integer.toUnsignedLong(end.getInt(at + 12));
        long offset = Integer.toUnsignedLong(end.getInt(at + 16));
        ByteBuffer listing = littleEndian(range(offset + "-" + (offset + size - 1)));
        List<Entry> entries = new ArrayList<>();
        while (listing.remaining() >= DIRECTORY_ENTRY_LENGTH && listing.getInt(listing.position()) == DIRECTORY_ENTRY) {
            entries.add(Entry.read(listing));
        }
        entries.sort(Comparator.comparingLong(Entry::offset));
        return entries;
    }

    /** Groups neighbours so that small gaps are read rather than asked around. */
    private static List<List<Entry>> runs(List<Entry> entries, Predicate<String> wanted) {
        List<List<Entry>> runs = new ArrayList<>();
        long end = Long.MIN_VALUE / 2;
        for (Entry entry : entries) {
            if (entry.name().endsWith("/") || !wanted.test(entry.name())) {
                continue;
            }
            if (entry.offset() - end > WORTH_A_NEW_REQUEST) {
                runs.add(new ArrayList<>());
            }
            runs.get(runs.size() - 1).add(entry);
            end = entry.end();
        }
        return runs;
    }

    private static void write(Entry entry, byte[] bytes, int at, Path directory) throws IOException {
        ByteBuffer header = littleEndian(bytes);
        int nameLength = Short.toUnsignedInt(header.getShort(at + 26));
        int extraLength = Short.toUnsignedInt(header.getShort(at + 28));
        int data = at + LOCAL_HEADER_LENGTH + nameLength + extraLength;
        InputStream stored = new ByteArrayInputStream(bytes, data, Math.toIntExact(entry.compressed()));
        Inflater inflater = new Inflater(true);
        Path file = directory.resolve(entry.name()).normalize();
        if (!file.startsWith(directory)) {
            throw new IOException("entry leaves its directory: " + entry.name());
        }
        Files.createDirectories(file.getParent());
        CRC32 crc = new CRC32();
        try (InputStream in = entry.method() == DEFLATED ? new InflaterInputStream(stored, inflater) : stored;
                OutputStream out = new CheckedOutputStream(Files.newOutputStream(file), crc)) {
            in.transferTo(out);
        } finally {
            inflater.end();
        }
        if (crc.getValue() != entry.crc()) {
            throw new IOException("damaged entry " + entry.name() + " of " + address(entry));
        }
    }

    private static String address(Entry entry) {
        return "zip entry at offset " + entry.offset();
    }

    private byte[] range(String range) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Range", "bytes=" + range)
                .build();
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 206) {
                throw new IOException("HTTP status " + response.statusCode() + " instead of 206 for a range request");
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while fetching", e);
        }
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** One line of the zip's central directory. */
    private record Entry(String name, int method, long crc, long compressed, long offset) {
        static Entry read(ByteBuffer listing) {
            int at = listing.position();
            byte[] name = new byte[Short.toUnsignedInt(listing.getShort(at + 28))];
            listing.get(at + DIRECTORY_ENTRY_LENGTH, name);
            Entry entry = new Entry(
                    new String(name, StandardCharsets.UTF_8),
                    listing.getShort(at + 10),
                    Integer.toUnsignedLong(listing.getInt(at + 16)),
                    Integer.toUnsignedLong(listing.getInt(at + 20)),
                    Integer.toUnsignedLong(listing.getInt(at + 42)));
            int extra = Short.toUnsignedInt(listing.getShort(at + 30));
            int comment = Short.toUnsignedInt(listing.getShort(at + 32));
            listing.position(at + DIRECTORY_ENTRY_LENGTH + name.length + extra + comment);
            return entry;
        }

        long end() {
            return offset + compressed;
        }
    }
}
