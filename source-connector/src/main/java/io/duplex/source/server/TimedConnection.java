// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.server;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Gives all statements of a connection the same timeout, which the driver can only be told one by one. */
final class TimedConnection {
    private TimedConnection() {}

    static Connection of(Connection connection, int seconds) {
        if (seconds == 0) {
            return connection;
        }
        return (Connection) Proxy.newProxyInstance(
                TimedConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> call(connection, method, arguments, seconds));
    }

    private static @Nullable Object call(
            Connection connection, Method method, Object @Nullable [] arguments, int seconds) throws Throwable {
        try {
            Object result = method.invoke(connection, arguments);
            if (result instanceof Statement statement) {
                statement.setQueryTimeout(seconds);
            }
            return result;
        } catch (InvocationTargetException failed) {
            throw failed.getTargetException();
        }
    }
}
