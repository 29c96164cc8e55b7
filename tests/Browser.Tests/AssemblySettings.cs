// Accessibility, players and calibration do not mind others beside them; they come first, two at a time.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
