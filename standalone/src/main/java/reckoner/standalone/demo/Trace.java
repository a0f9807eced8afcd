package reckoner.standalone.demo;

/** A file of usage and the model that its rows mean where they name none. */
public record Trace(InputFile file, String provider, String model) {}
