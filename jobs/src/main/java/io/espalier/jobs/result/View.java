package io.espalier.jobs.result;

/**
 * A question about the tables that everybody asks, as a view in SQL.
 *
 * @param name of the view
 * @param meaning of a row, in a sentence
 * @param sql a SELECT over tables and earlier views
 */
public record View(String name, String meaning, String sql) {}
