// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import com.github.shyiko.mysql.binlog.network.AuthenticationException;
import com.github.shyiko.mysql.binlog.network.ServerException;
import io.duplex.source.server.ConnectionOptions;
import io.duplex.source.server.UnfitServersException;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.Set;

/** Decides what to do about what ended a connection. */
final class BinlogFailures {
    private static final int DUMP_REFUSED = 1236;
    private static final int PRIVILEGE_MISSING = 1227;

    /** Too many connections, shutdown, killed, network errors: the server will be back. */
    private static final Set<Integer> PASSING = Set.of(
            1040, 1053, 1077, 1079, 1080, 1094, 1152, 1158, 1159, 1160, 1161, 1184, 1203, 1317, 1927, 2006, 2013);

    /** Access denied, unknown user or host, account locked, password expired. */
    private static final Set<Integer> DENIED =
            Set.of(1044, 1045, 1049, 1129, 1130, 1142, 1143, 1227, 1820, 1862, 3118, 3955);

    private BinlogFailures() {}

    static BinlogFailure of(Exception cause, String server) {
        if (cause instanceof BinlogFailure failure) {
            return failure;
        }
        if (cause instanceof UnfitServersException) {
            return BinlogFailure.stop(String.valueOf(cause.getMessage()));
        }
        if (hasCause(cause, CertificateException.class)) {
            return stop(
                    "The certificate of " + server + " is not trusted; check " + ConnectionOptions.SSL_MODE + " and "
                            + ConnectionOptions.TRUSTSTORE,
                    cause);
        }
        if (cause instanceof AuthenticationException) {
            return stop(
                    "The binlog's connection to " + server + " is refused; check " + ConnectionOptions.USER + " and "
                            + ConnectionOptions.PASSWORD,
                    cause);
        }
        if (cause instanceof ServerException refused) {
            return ofServer(refused, server);
        }
        if (cause instanceof SQLException sql) {
            return ofSql(sql, server);
        }
        if (cause instanceof IOException) {
            return BinlogFailure.retry(
                    "The binlog's connection to " + server + " is lost: " + cause.getMessage(), cause);
        }
        return stop("The binlog of " + server + " cannot be read", cause);
    }

    private static BinlogFailure ofServer(ServerException refused, String server) {
        int code = refused.getErrorCode();
        if (code == DUMP_REFUSED) {
            return stop(
                    "Server " + server + " does not send its binlog. " + remedy(String.valueOf(refused.getMessage())),
                    refused);
        }
        if (code == PRIVILEGE_MISSING) {
            return stop(
                    "Server " + server + " does not send its binlog to this user; GRANT REPLICATION SLAVE, REPLICATION "
                            + "CLIENT ON *.* TO it",
                    refused);
        }
        String message = "Server " + server + " ended the binlog's connection with error " + code;
        return PASSING.contains(code)
                ? BinlogFailure.retry(message + ": " + refused.getMessage(), refused)
                : stop(message, refused);
    }

    private static BinlogFailure ofSql(SQLException cause, String server) {
        if (DENIED.contains(cause.getErrorCode())) {
            return stop(
                    "Server " + server + " refuses the user; check " + ConnectionOptions.USER + ", "
                            + ConnectionOptions.PASSWORD + " and its grants",
                    cause);
        }
        return BinlogFailure.retry("Server " + server + " cannot be asked: " + cause.getMessage(), cause);
    }

    private static String remedy(String message) {
        if (message.contains("server_uuid/server_id")) {
            return "Another replica has the same number: give " + ReaderOptions.SERVER_ID
                    + " a number of its own, and run this connector once only";
        }
        if (message.contains("purged")) {
            return "Binlog files that are still needed are gone: take a new snapshot (delete the connector's offsets, "
                    + "snapshot.mode=when_needed), and keep binlogs longer (binlog_expire_logs_seconds)";
        }
        if (message.contains("more GTIDs")) {
            return "It has lost transactions that were already read (restored from a backup?): take a new snapshot";
        }
        return "It says";
    }

    private static BinlogFailure stop(String message, Exception cause) {
        return new BinlogFailure(BinlogFailure.Kind.STOP, message + ": " + cause.getMessage(), cause);
    }

    private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
        Throwable cause = failure;
        while (cause != null && !type.isInstance(cause)) {
            cause = cause.getCause();
        }
        return cause != null;
    }
}
