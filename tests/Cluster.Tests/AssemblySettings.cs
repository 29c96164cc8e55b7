// Each test runs several servers; side by side they would wait for each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
