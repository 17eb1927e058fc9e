// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.filter.Type.Kind;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32;

/** CRC32, MD5, SHA1 and SHA2, which split rows evenly. */
final class Digests {
    private Digests() {}

    static void register(Map<String, Operation> operations) {
        operations.put("CRC32", Digests::crc32);
        operations.put("MD5", call -> digest(call.arity(1, 1), "MD5"));
        operations.put("SHA1", call -> digest(call.arity(1, 1), "SHA-1"));
        operations.put("SHA", call -> digest(call.arity(1, 1), "SHA-1"));
        operations.put("SHA2", Digests::sha2);
    }

    private static Typed crc32(Call call) {
        Typed text = TextFunctions.text(call.arity(1, 1), 0);
        return call.result(Type.integer(true, 10), Conversions.map(text.evaluator(), v -> {
            CRC32 sum = new CRC32();
            sum.update((byte[]) v);
            return sum.getValue();
        }));
    }

    private static Typed sha2(Call call) {
        Typed bits = call.arity(2, 2).arg(1);
        Object value = bits.literal() && bits.kind() == Kind.INT ? bits.value() : null;
        long length = Conversions.number(value);
        if (length != 0 && length != 224 && length != 256 && length != 384 && length != 512) {
            throw call.refused("the length must be the literal 224, 256, 384 or 512.");
        }
        return digest(call, "SHA-" + (length == 0 ? 256 : length));
    }

    private static Typed digest(Call call, String algorithm) {
        Typed text = TextFunctions.text(call, 0);
        return call.result(
                Type.connectionText(),
                Conversions.map(
                        text.evaluator(),
                        v -> Conversions.ascii(HexFormat.of().formatHex(digest(algorithm, (byte[]) v)))));
    }

    private static byte[] digest(String algorithm, byte[] text) {
        try {
            return MessageDigest.getInstance(algorithm).digest(text);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has " + algorithm, e);
        }
    }
}
