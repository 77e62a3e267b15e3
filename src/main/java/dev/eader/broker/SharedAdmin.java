package dev.eader.broker;

import org.apache.kafka.clients.admin.Admin;

/** The admin client that health checks and topic checks of a process share, so that they need one connection. */
public record SharedAdmin(Admin admin) {}
