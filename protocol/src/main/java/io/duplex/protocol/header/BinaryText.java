// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.header;

import java.util.Base64;
import java.util.HexFormat;

/**
 * Text form of bytes. In {@link ExactValues} it says that the record's text is binary and how to read it, which the
 * text alone does not tell: {@code cafe} is valid in each form.
 */
public enum BinaryText {
    BASE64 {
        @Override
        public String encode(byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }

        @Override
        public byte[] decode(String text) {
            return Base64.getDecoder().decode(text);
        }
    },
    BASE64_URL_SAFE {
        @Override
        public String encode(byte[] bytes) {
            return Base64.getUrlEncoder().encodeToString(bytes);
        }

        @Override
        public byte[] decode(String text) {
            return Base64.getUrlDecoder().decode(text);
        }
    },
    HEX {
        @Override
        public String encode(byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }

        @Override
        public byte[] decode(String text) {
            return HexFormat.of().parseHex(text);
        }
    };

    /** Returns the text of these bytes. */
    public abstract String encode(byte[] bytes);

    /**
     * Returns the bytes of this text.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public abstract byte[] decode(String text);
}
