package io.espalier.compression.data;

/** Whether a data set that is not here may be fetched. */
public enum Downloads {
  /** Fetched from its public home, and checked. */
  ALLOWED,
  /** Refused, with what to fetch and where to put it. */
  REFUSED
}
