// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.mysql;

/** What the search for a server's programs came to. */
sealed interface Search permits MySqlInstallation, Missing {}
